"""The list of a page: who said what, speaker by speaker, what is said inside a content beneath it."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sayso.show.cards import tags
from sayso.show.markup import line, safe
from sayso.show.slots import slots
from sayso.show.speakers import Children, Group, below, by_speaker, name_of, sourcing_lines, summary, tree
from sayso.show.telling import nothing, role_of, setting
from sayso.story import Statement, Story

DEEPEST = 12
"""Levels of nested lists: browsers make a mess of hundreds."""


def listing(number: int, story: Story, linked: Collection[int]) -> str:
    """Return the list of a story's statements; those in ``linked`` have a place in the text to lead to."""
    children = below(story)
    groups = by_speaker(story, children[None])
    if not groups:
        return f"<p>{safe(nothing(story))}</p>"
    counts = "".join(f'<p class="head">{safe(told)}</p>' for told in (summary(story), *sourcing_lines(story)))
    return counts + "\n".join(_group(number, story, at, group, children, linked) for at, group in enumerate(groups))


def overview(number: int, story: Story, across: Mapping[int, str] | None = None) -> str:
    """Return who speaks in the story, and how often: what the page shows while nothing is pointed at.

    ``across`` leads from a speaker's index to the page on him across all stories, where there is one.
    """
    groups = by_speaker(story, below(story)[None])
    own = slots(story)
    items = "".join(
        f'<li><span><i class="bar s{own[group.indices[0]]}"></i><a href="#speaker-{number}-{at}">{_who(group)}</a>'
        f"{_role(story, group)}{_across(story, group, across or {})}</span> "
        f'<span class="count">{len(group.indices)}</span></li>'
        for at, group in enumerate(groups)
    )
    return f'<h2>Who speaks</h2><ul class="overview">{items}</ul>' if items else ""


def _across(story: Story, group: Group, across: Mapping[int, str]) -> str:
    index = story.statements[group.indices[0]].speaker_index
    if index is None or index not in across:
        return ""
    return f' <a class="across" href="{safe(across[index])}" aria-label="{safe(group.name or "")} across all news">all news</a>'


def _who(group: Group) -> str:
    if group.name is None:
        return '<span class="nobody">no source named</span>'
    name = f'<span class="{"unnamed" if group.unnamed else "source"}">{safe(" ".join(group.name.split()))}</span>'
    return f'{name} <span class="soft">(unnamed)</span>' if group.unnamed else name


def _role(story: Story, group: Group) -> str:
    role = role_of(story, group.speaker)
    return f' <span class="soft">{safe(role)}</span>' if role else ""


def _group(number: int, story: Story, at: int, group: Group, children: Children, linked: Collection[int]) -> str:
    labels = "".join(
        f'<p class="label">the outlet’s label: {safe(line(story, (span,)))}</p>'
        for span in (group.speaker.labels if group.speaker else ())
    )
    nested: list[str] = []
    open_lists = 0
    for index, depth, _ in tree(children, group.indices, DEEPEST):
        level = min(depth, DEEPEST) + 1
        if level > open_lists:
            nested.append("<ul>")
        else:
            nested.append("</li></ul>" * (open_lists - level) + "</li>")
        open_lists = level
        nested.append(f"<li>{_item(number, story, index, linked, (group.name or '') if not depth else None)}")
    nested.append("</li></ul>" * open_lists)
    return f'<section id="speaker-{number}-{at}"><h3>{_who(group)}{_role(story, group)}</h3>{labels}{"".join(nested)}</section>'


def _item(number: int, story: Story, index: int, linked: Collection[int], heading: str | None) -> str:
    statement = story.statements[index]
    where = (
        f' <span class="soft">in the {statement.where}</span>'
        if statement.where in ("headline", "deck") and heading is not None
        else ""
    )
    target = f' href="#story-{number}-{index}" data-of="{number}-{index}"' if index in linked else ""
    told = "".join(f" {safe(' '.join(words.split()))}" for _, words in setting(story, statement))
    said = f'<span class="cue">{safe(line(story, statement.cue))}</span>{told}{tags(statement)}{where}'
    return f"<a{target}>{_source(story, statement, heading)}{said} <q>{safe(line(story, statement.content))}</q></a>"


def _source(story: Story, statement: Statement, heading: str | None) -> str:
    """Return who said it: the story's own words under a heading that has others, or else who stands between."""
    nested = heading is None
    name = " ".join((name_of(story, statement) or "").split()) if nested else line(story, statement.source)
    if not name:
        return '<span class="nobody">nobody named</span> ' if nested else ""
    if name == heading:
        return ""
    unnamed = nested and statement.unnamed and not statement.speaker
    return f'<span class="{"unnamed" if unnamed else "source"}">{safe(name)}</span> ' + (
        '<span class="soft">(unnamed)</span> ' if unnamed else ""
    )
