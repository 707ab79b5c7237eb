"""The page: stories with their statements marked, as one self-contained HTML document that needs no script and no network."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Collection, Iterator, Mapping, Sequence
from html import escape
from itertools import pairwise
from pathlib import Path
from string import Template

from sayso.reading.quotes import paragraphs
from sayso.show.speakers import Children, below, by_speaker, head_line, sourcing_lines, summary
from sayso.story import Span, Spans, Statement, Story

ROLES = ("source", "cue", "content")
LIT = 500
"""Statements on a page up to which pointing at one lights it and shows its card: each takes rules of CSS."""

Block = tuple[str, str, Span]
Mark = tuple[Span, str, int | None]
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
        style=(here / "page.css").read_text(encoding="utf-8") + _lights(stories),
        contents=contents,
        stories="\n".join(_story(number, story) for number, story in enumerate(stories)),
    )


def _title(story: Story) -> str:
    return story.text[slice(*story.headline)] if story.headline else story.title or story.id


def _safe(text: str) -> str:
    return escape(_ILLEGAL.sub("�", text))


def _story(number: int, story: Story) -> str:
    head = f'<p class="head">{_safe(head_line(story))}</p>' if head_line(story) else ""
    if story.title and not story.headline:
        head += f'<h1 class="beside">{_safe(story.title)}</h1>'
    blocks = list(_blocks(story))
    anchors = _anchors(story, blocks)
    linked = {index for group in anchors.values() for index in group}
    text = "\n".join(
        _block(number, story, block, marks, anchors) for block, marks in zip(blocks, _marks(story, blocks), strict=True)
    )
    counts = "".join(f'<p class="head">{_safe(line)}</p>' for line in (summary(story), *sourcing_lines(story)))
    return (
        f'<article id="story-{number}">\n<div class="text">\n{head}\n{text}\n</div>\n'
        f'<aside aria-label="Who said what">{_cards(number, story)}\n<h2>Who said what</h2>\n{counts}\n'
        f"{_speakers(number, story, linked)}</aside>\n</article>"
    )


def _blocks(story: Story) -> Iterator[Block]:
    """Yield the text's paragraphs in order as (element, class, span): every word of the text stands in one."""
    for start, end in paragraphs(story.text):
        if story.headline and start < story.headline.end and story.headline.start < end:
            yield "h1", "headline", Span(start, end)
        elif story.deck and start < story.deck.end and story.deck.start < end:
            yield "p", "deck", Span(start, end)
        else:
            aside = story.body is not None and end <= story.body.start
            yield "p", "aside" if aside else "body", Span(start, end)


def _anchors(story: Story, blocks: Sequence[Block]) -> dict[int, list[int]]:
    """Return, for each offset that the list links to, the statements that begin there: where the content does, or else the rest."""
    ends = [span.end for _, _, span in blocks]
    anchors: dict[int, list[int]] = {}
    for index, statement in enumerate(story.statements):
        start = next((span.start for span in (*statement.content, *statement.cue, *statement.source)), None)
        if start is not None and (at := bisect_right(ends, start)) < len(blocks):
            anchors.setdefault(max(start, blocks[at][2].start), []).append(index)
    return anchors


def _marks(story: Story, blocks: Sequence[Block]) -> list[list[Mark]]:
    """Return the marks of each block as (span, class, statement), in the order in which they begin."""
    marks: list[Mark] = [
        (span, role, index)
        for index, statement in enumerate(story.statements)
        for role in ROLES
        for span in getattr(statement, role)
    ]
    marks += [(insertion.span, "insertion", None) for insertion in story.insertions]
    if story.dateline:
        marks.append((story.dateline.text, "dateline", None))
    starts, ends = [span.start for _, _, span in blocks], [span.end for _, _, span in blocks]
    found: list[list[Mark]] = [[] for _ in blocks]
    for mark in sorted(marks, key=lambda mark: mark[0].start):
        for at in range(bisect_right(ends, mark[0].start), bisect_left(starts, mark[0].end)):
            found[at].append(mark)
    return found


def _block(number: int, story: Story, block: Block, marks: Sequence[Mark], anchors: Mapping[int, Sequence[int]]) -> str:
    element, kind, span = block
    return f'<{element} class="{kind}">{"".join(_runs(number, story, span, marks, anchors))}</{element}>'


def _runs(number: int, story: Story, within: Span, marks: Sequence[Mark], anchors: Mapping[int, Sequence[int]]) -> Iterator[str]:
    """Yield the marked text of a paragraph, cut wherever a span begins or ends, so that spans may cross as they like."""
    edges = {within.start, within.end} | {min(max(edge, within.start), within.end) for span, _, _ in marks for edge in span}
    edges |= {place for place in anchors if within.start <= place < within.end}
    waiting = deque(marks)
    around: list[Mark] = []
    for start, end in pairwise(sorted(edges)):
        while waiting and waiting[0][0].start <= start:
            around.append(waiting.popleft())
        around = [mark for mark in around if mark[0].end > start]
        yield from (f'<span id="story-{number}-{index}"></span>' for index in anchors.get(start, ()))
        words = _safe(story.text[start:end])
        if not around:
            yield words
            continue
        roles = " ".join(dict.fromkeys(role for _, role, _ in around))
        held = list(dict.fromkeys(index for _, _, index in around if index is not None))
        if not held:
            yield f'<span class="{roles}">{words}</span>'
            continue
        owners = " ".join(f"{number}-{index}" for index in held)
        inner = max(held, key=lambda index: (story.statements[index].depth, index))
        deep = sum(role == "content" for _, role, _ in around)
        marks_of = f'class="{roles}" data-deep="{deep}" data-statements="{owners}" data-inner="{number}-{inner}"'
        # The first word of a cue can be tabbed to.
        if any(role == "cue" and index == inner and mark.start == start for mark, role, index in around):
            yield f'<a href="#card-{number}-{inner}" {marks_of}>{words}</a>'
        else:
            yield f"<span {marks_of}>{words}</span>"


def _lights(stories: Sequence[Story]) -> str:
    """Return the rules that light a statement's parts in the text while the list points at it, for pages that are not huge."""
    links = [f"{number}-{index}" for number, story in enumerate(stories) for index in range(len(story.statements))]
    if len(links) > LIT:
        return ""
    return "".join(
        f':root:is(:has(#story-{link}:target, #card-{link}:target), :has([href="#story-{link}"]:is(:hover, :focus-visible)), '
        f':has([data-inner="{link}"]:is(:hover, :focus-visible))) .text [data-statements~="{link}"] '
        f"{{ background: var(--focus); }}\n"
        f':root:is(:has([href="#story-{link}"]:is(:hover, :focus-visible)), '
        f':has([data-inner="{link}"]:is(:hover, :focus-visible))) '
        f"#card-{link} {{ display: block; }}\n"
        for link in links
    )


def _cards(number: int, story: Story) -> str:
    """Return the cards of the statements: chain, setting and reasons of each, of which the page shows the one pointed at."""
    cards = "".join(_card(number, index, story, statement) for index, statement in enumerate(story.statements))
    hint = "Point at a statement, or tab to it, to see on whose word it stands."
    return f'<div class="cards"><p class="hint">{hint}</p>{cards}</div>' if cards else ""


def _card(number: int, index: int, story: Story, statement: Statement) -> str:
    steps = []
    for link in statement.chain:
        said = story.statements[link.statement] if link.statement is not None else None
        name = _safe(link.name or _line(story, link.words) or "nobody named")
        unnamed = ' <span class="where">unnamed</span>' if said and not link.name and said.source else ""
        cue = f' <span class="cue">{_safe(_line(story, said.cue))}</span>' if said else ""
        steps.append(
            f'<li><span class="{"source" if link.name else "nobody"}">{name}</span>{unnamed}{cue}{_setting(story, said)}</li>'
        )
    content = _safe(_line(story, statement.content))
    about = "".join(f"<dt>{_safe(name)}</dt><dd>{_safe(value)}</dd>" for name, value in _about(story, statement))
    reasons = "".join(
        f"<li>{_safe(reason.field)}: {_safe(reason.rule)}{f' ← “{_safe(_line(story, reason.spans))}”' if reason.spans else ''}</li>"
        for reason in statement.why
    )
    return (
        f'<section class="card" id="card-{number}-{index}"><h3>On whose word</h3><ol class="chain">{steps and "".join(steps)}</ol>'
        f"<blockquote>{content}</blockquote><dl>{about}</dl>"
        f"{f'<h4>Why</h4><ul>{reasons}</ul>' if reasons else ''}</section>"
    )


def _about(story: Story, statement: Statement) -> Iterator[tuple[str, str]]:
    if statement.speaker_index is not None:
        speaker = story.speakers[statement.speaker_index]
        told = [story.text[slice(*span)] for span in (speaker.role, speaker.affiliation) if span]
        yield "speaker", ", ".join([speaker.name or "unnamed", *told])
        for label in speaker.labels:
            yield "label, the outlet's", story.text[slice(*label)]
    if statement.when:
        yield "when", statement.when
    if statement.kind:
        yield "kind", statement.kind
    if statement.stance:
        notes = [*(["denied"] if statement.negated else []), *(["not asserted"] if statement.asserted is False else [])]
        yield "stance", ", ".join([statement.stance, *notes])
    yield "between you and it", f"{len(statement.chain)}"


def _setting(story: Story, statement: Statement | None) -> str:
    if statement is None:
        return ""
    parts = (statement.addressee, statement.channel, statement.venue, statement.when_text)
    words = " · ".join(_line(story, spans) for spans in parts if spans)
    return f' <span class="where">{_safe(words)}</span>' if words else ""


def _line(story: Story, spans: Spans) -> str:
    return " ".join(story.words(spans).split())


def _speakers(number: int, story: Story, linked: Collection[int]) -> str:
    children = below(story)
    groups = []
    for name, group in by_speaker(story, children[None]):
        items = "".join(_item(number, story, index, linked, children, name) for index, _ in group)
        heading = f'<h3 class="source">{_safe(name)}</h3>' if name else '<h3 class="nobody">No source named</h3>'
        groups.append(f"<section>{heading}<ul>{items}</ul></section>")
    return "\n".join(groups) or "<p>No statement found: nobody is quoted or reported here.</p>"


def _item(number: int, story: Story, index: int, linked: Collection[int], children: Children, name: str | None) -> str:
    statement = story.statements[index]
    where = f' <span class="where">in the {statement.where}</span>' if statement.where in ("headline", "deck") else ""
    words = _line(story, statement.source)
    source = f'<span class="source">{_safe(words)}</span> ' if words and words != name else ""
    said = f'{source}<span class="cue">{_safe(_line(story, statement.cue))}</span>{where} {_safe(_line(story, statement.content))}'
    target = f' href="#story-{number}-{index}"' if index in linked else ""
    inner = "".join(_item(number, story, child, linked, children, None) for child in children.get(index, ()))
    return f"<li><a{target}>{said}</a>{f'<ul>{inner}</ul>' if inner else ''}</li>"
