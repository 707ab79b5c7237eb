"""The list of a page: who said what, speaker by speaker, what is said inside a content beneath it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sayso.show.cards import tags
from sayso.show.markup import line, safe
from sayso.show.slots import slots
from sayso.show.speakers import (
    Children,
    Group,
    apart,
    below,
    by_speaker,
    left_out,
    name_of,
    sourcing_lines,
    summary,
    tree,
)
from sayso.show.telling import UNSAID, nothing, role_of, setting
from sayso.story import Statement, Story, lacking

DEEPEST = 12
"""Levels of nested lists: browsers make a mess of hundreds."""


def listing(number: int, story: Story, linked: Collection[int], *, unsure: bool = False) -> str:
    """Return the list of a story's statements; those in ``linked`` have a place in the text to lead to.

    What was thought or intended stands apart, at the end; what is ``unsure`` is left out, or else marked.
    """
    children = below(story, unsure=unsure)
    said, unsaid = apart(story, children[None])
    lines = [*([summary(story)] if said else [] if unsaid else [nothing(story)]), *sourcing_lines(story)]
    if not unsure and (left := left_out(story)):
        lines.append(f"{left}.")
    groups = [_group(number, story, at, group, children, linked) for at, group in enumerate(by_speaker(story, said))]
    if unsaid:
        items = _nested(number, story, children, unsaid, linked, None)
        groups.append(f'<section class="unsaid"><h3>Thought or wanted, not said</h3>{items}</section>')
    return "".join(f'<p class="head">{safe(told)}</p>' for told in lines) + "\n".join(groups)


def overview(number: int, story: Story, across: Mapping[int, str] | None = None, *, unsure: bool = False) -> str:
    """Return who speaks in the story, and how often: what the page shows while nothing is pointed at.

    ``across`` leads from a speaker's index to the page on them across all stories, where there is one.
    """
    groups = by_speaker(story, apart(story, below(story, unsure=unsure)[None])[0])
    own = slots(story, unsure=unsure)
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
    return f'{name} <span class="soft">({group.lacking})</span>' if group.unnamed else name


def _role(story: Story, group: Group) -> str:
    role = role_of(story, group.speaker)
    return f' <span class="soft">{safe(role)}</span>' if role else ""


def _group(number: int, story: Story, at: int, group: Group, children: Children, linked: Collection[int]) -> str:
    labels = "".join(
        f'<p class="label">the outlet’s label: {safe(line(story, (span,)))}</p>'
        for span in (group.speaker.labels if group.speaker else ())
    )
    nested = _nested(number, story, children, group.indices, linked, group.name or "")
    return f'<section id="speaker-{number}-{at}"><h3>{_who(group)}{_role(story, group)}</h3>{labels}{nested}</section>'


def _nested(
    number: int, story: Story, children: Children, indices: Sequence[int], linked: Collection[int], heading: str | None
) -> str:
    """Return statements and those inside them as lists in lists: under the ``heading`` of their speaker, or each with its own."""
    nested: list[str] = []
    open_lists = 0
    for index, depth, _ in tree(children, indices, DEEPEST):
        level = min(depth, DEEPEST) + 1
        if level > open_lists:
            nested.append("<ul>")
        else:
            nested.append("</li></ul>" * (open_lists - level) + "</li>")
        open_lists = level
        quiet = ' class="quiet"' if story.statements[index].act in UNSAID else ""
        nested.append(f"<li{quiet}>{_item(number, story, index, linked, None if depth else heading)}")
    nested.append("</li></ul>" * open_lists)
    return "".join(nested)


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
        f'<span class="soft">({lacking(statement.speaker_kind)})</span> ' if unnamed else ""
    )
