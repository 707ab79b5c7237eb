"""The page: stories with their statements marked, as one self-contained HTML document that needs no script and no network."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import pairwise
from pathlib import Path
from string import Template

from sayso.reading.quotes import paragraphs
from sayso.show.speakers import by_speaker, head_line, summary
from sayso.story import Span, Story

ROLES = ("source", "cue", "content")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")


def page(stories: Sequence[Story]) -> str:
    """Return the page of one story or of several, these with a list of contents before them."""
    here = Path(__file__).parent
    title = _title(stories[0]) if len(stories) == 1 else f"{len(stories)} stories"
    contents = ""
    if len(stories) > 1:
        items = "".join(f'<li><a href="#story-{n}">{_safe(_title(s))}</a></li>' for n, s in enumerate(stories))
        contents = f'<nav aria-label="Stories"><ol>{items}</ol></nav>'
    return Template((here / "page.html").read_text(encoding="utf-8")).substitute(
        title=_safe(title),
        lang=_safe(stories[0].lang or "en") if stories else "en",
        style=(here / "page.css").read_text(encoding="utf-8"),
        contents=contents,
        stories="\n".join(_story(number, story) for number, story in enumerate(stories)),
    )


def _title(story: Story) -> str:
    return story.text[slice(*story.headline)] if story.headline else story.title or story.id


def _safe(text: str) -> str:
    return escape(_ILLEGAL.sub("�", text))


def _story(number: int, story: Story) -> str:
    head = f'<p class="head">{_safe(head_line(story))}</p>' if head_line(story) else ""
    blocks = "\n".join(_block(number, story, block) for block in _blocks(story))
    return (
        f'<article id="story-{number}">\n<div class="text">\n{head}\n{blocks}\n</div>\n'
        f'<aside aria-label="Who said what"><h2>Who said what</h2>\n<p class="head">{_safe(summary(story))}</p>\n'
        f"{_speakers(number, story)}</aside>\n</article>"
    )


def _blocks(story: Story) -> Iterator[tuple[str, str, Span]]:
    """Yield the text's paragraphs in order as (element, class, span): every word of the text stands in one."""
    for start, end in paragraphs(story.text):
        if story.headline and start < story.headline.end and story.headline.start < end:
            yield "h1", "headline", Span(start, end)
        elif story.deck and start < story.deck.end and story.deck.start < end:
            yield "p", "deck", Span(start, end)
        else:
            aside = story.body is not None and end <= story.body.start
            yield "p", "aside" if aside else "body", Span(start, end)


def _block(number: int, story: Story, block: tuple[str, str, Span]) -> str:
    element, kind, span = block
    return f'<{element} class="{kind}">{"".join(_runs(number, story, span))}</{element}>'


def _runs(number: int, story: Story, within: Span) -> Iterable[str]:
    """Yield the marked text of a paragraph, cut wherever a span begins or ends, so that spans may cross as they like."""
    marks: list[tuple[Span, str, int | None]] = [
        (span, role, index)
        for index, statement in enumerate(story.statements)
        for role in ROLES
        for span in getattr(statement, role)
        if span.start < within.end and within.start < span.end
    ]
    marks += [(insertion.span, "insertion", None) for insertion in story.insertions]
    if story.dateline:
        marks.append((story.dateline.text, "dateline", None))
    edges = {within.start, within.end} | {
        min(max(edge, within.start), within.end)
        for span, _, _ in marks
        for edge in span
        if span.start < within.end and within.start < span.end
    }
    for start, end in pairwise(sorted(edges)):
        words = _safe(story.text[start:end])
        around = [(role, index) for span, role, index in marks if span.start <= start and end <= span.end]
        if not around:
            yield words
            continue
        roles = " ".join(dict.fromkeys(role for role, _ in around))
        owners = " ".join(dict.fromkeys(f"s{index}" for _, index in around if index is not None))
        anchor = next(
            (i for r, i in around if r == "content" and i is not None and story.statements[i].content[0].start == start), None
        )
        name = f' id="story-{number}-{anchor}"' if anchor is not None else ""
        yield f'<span{name} class="{roles}" data-statements="{owners}">{words}</span>'


def _speakers(number: int, story: Story) -> str:
    groups = []
    for name, group in by_speaker(story):
        items = []
        for index, statement in group:
            cue = _safe(" ".join(story.words(statement.cue).split()))
            content = _safe(" ".join(story.words(statement.content).split()))
            where = f' <span class="where">in the {statement.where}</span>' if statement.where in ("headline", "deck") else ""
            link = f'<a href="#story-{number}-{index}"><span class="cue">{cue}</span>{where} {content}</a>'
            items.append(f'<li class="{statement.kind}">{link}</li>')
        heading = f'<h3 class="source">{_safe(name)}</h3>' if name else '<h3 class="nobody">No source named</h3>'
        groups.append(f"<section>{heading}<ul>{''.join(items)}</ul></section>")
    return "\n".join(groups) or "<p>No statement found: nobody is quoted or reported here.</p>"
