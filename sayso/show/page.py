"""The page: stories with their statements marked, as one self-contained HTML document that needs no script and no network."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from string import Template

from sayso.reading.tagging.quotes import paragraphs
from sayso.show.cards import LEVELS, cards, level, lit, rules
from sayso.show.listing import listing, overview
from sayso.show.markup import safe
from sayso.show.slots import UNNAMED, slots
from sayso.show.speakers import head_line, shown
from sayso.show.telling import UNSAID
from sayso.story import Span, Story

ROLES = ("source", "cue", "content")

LOOK = Path(__file__).parent / "look.css"
"""What a story looks like, on whatever page."""

Block = tuple[str, str, Span]
Mark = tuple[Span, str, int | None]


def page(stories: Sequence[Story], *, unsure: bool = False) -> str:
    """Return the page of one story or of several, these with a list of contents before them.

    Statements of which the reading is ``unsure`` are left out, or else marked.
    """
    here = Path(__file__).parent
    title = title_of(stories[0]) if len(stories) == 1 else f"{len(stories)} stories"
    contents = ""
    if len(stories) > 1:
        items = "".join(f'<li><a href="#story-{n}">{safe(title_of(s))}</a></li>' for n, s in enumerate(stories))
        contents = f'<nav aria-label="Stories"><ol>{items}</ol></nav>'
    with_rules = lit(stories)
    pointing = rules([[level(statement) for statement in story.statements] for story in stories]) if with_rules else ""
    return Template((here / "page.html").read_text(encoding="utf-8")).substitute(
        title=safe(title),
        lang=safe(stories[0].lang or "en") if stories else "en",
        style=LOOK.read_text(encoding="utf-8") + (here / "page.css").read_text(encoding="utf-8") + pointing,
        contents=contents,
        stories="\n".join(article(number, story, pointed=with_rules, unsure=unsure) for number, story in enumerate(stories)),
        how="Point at a statement, tab to it or click its cue" if with_rules else "Click the cue of a statement",
        overview=overview(0, stories[0], unsure=unsure) if len(stories) == 1 else "",
        cards=cards(stories, unsure=unsure),
    )


def title_of(story: Story) -> str:
    """Return what to call a story: its headline, or else what it was called where it came from."""
    return story.text[slice(*story.headline)] if story.headline else story.title or story.id


def article(number: int, story: Story, *, pointed: bool, unsure: bool = False) -> str:
    """Return a story's text with its statements marked and, under it, the list of who said what, as HTML.

    ``number`` tells it from the other stories of a page; ``pointed`` says that the page has :func:`~sayso.show.cards.rules`.
    Statements of which the reading is ``unsure`` are left out, or else marked.
    """
    head = f'<p class="head">{safe(head_line(story))}</p>' if head_line(story) else ""
    if story.title and not story.headline:
        head += f'<h1 class="beside">{safe(story.title)}</h1>'
    blocks = list(_blocks(story))
    indices = shown(story, unsure=unsure)
    anchors = _anchors(story, blocks, indices)
    linked = {index for group in anchors.values() for index in group}
    own = slots(story, unsure=unsure)
    text = "\n".join(
        f'<{element} class="{kind}">{"".join(_runs(number, story, span, marks, anchors, own, pointed=pointed))}</{element}>'
        for (element, kind, span), marks in zip(blocks, _marks(story, blocks, indices), strict=True)
    )
    return (
        f'<article id="story-{number}">\n<div class="text">\n{head}\n{text}\n</div>\n'
        f'<div class="list"><h2>Who said what</h2>\n'
        f"{listing(number, story, linked, unsure=unsure)}</div>\n</article>"
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


def _anchors(story: Story, blocks: Sequence[Block], indices: Sequence[int]) -> dict[int, list[int]]:
    """Return, for each offset that the list links to, the statements that begin there: where the content does, or else the rest."""
    ends = [span.end for _, _, span in blocks]
    anchors: dict[int, list[int]] = {}
    for index in indices:
        statement = story.statements[index]
        start = next((span.start for span in (*statement.content, *statement.cue, *statement.source)), None)
        if start is not None and (at := bisect_right(ends, start)) < len(blocks):
            anchors.setdefault(max(start, blocks[at][2].start), []).append(index)
    return anchors


def _marks(story: Story, blocks: Sequence[Block], indices: Sequence[int]) -> list[list[Mark]]:
    """Return the marks of each block as (span, class, statement), in the order in which they begin."""
    marks: list[Mark] = [
        (span, role, index) for index in indices for role in ROLES for span in getattr(story.statements[index], role)
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


def _runs(
    number: int,
    story: Story,
    within: Span,
    marks: Sequence[Mark],
    anchors: Mapping[int, Sequence[int]],
    own: Sequence[str],
    *,
    pointed: bool,
) -> Iterator[str]:
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
        words = safe(story.text[start:end])
        if not around:
            yield words
            continue
        contents = _contents(story, around)
        for span, index in reversed(contents):
            if max(span.start, within.start) == start:
                quiet = " quiet" if story.statements[index].act in UNSAID else ""
                words = f'<span class="begin s{own[index]}{quiet}">{words}</span>'
        marked = _look(story, around, [index for _, index in contents], own)
        held = list(dict.fromkeys(index for _, _, index in around if index is not None))
        inner = max(held, key=lambda index: (story.statements[index].depth, index), default=None)
        at = _handle(story, held, start)
        if at is not None:
            inner = at
        if pointed and held:
            marked += f' data-in="{" ".join(f"{number}-{index}" for index in held)}" data-of="{number}-{inner}"'
        yield f"<span {marked}>{words}</span>" if at is None else f'<a href="#card-{number}-{at}" {marked}>{words}</a>'


def _contents(story: Story, around: Sequence[Mark]) -> list[tuple[Span, int]]:
    """Return the contents among the marks with their statements, from outside in."""
    found = [(span, index) for span, role, index in around if role == "content" and index is not None]
    return sorted(found, key=lambda item: (story.statements[item[1]].depth, item[0].start, item[1]))


def _look(story: Story, around: Sequence[Mark], contents: Sequence[int], own: Sequence[str]) -> str:
    """Return the attributes that say what a run is: its roles, how deep it stands, and the colour of each level.

    ``contents`` are the statements in whose contents it stands, from outside in.
    """
    classes = list(dict.fromkeys(role for _, role, _ in around))
    deep = min(len(contents), LEVELS)
    # What stands deeper than the page can show takes the place of the last level.
    levels = [*contents[: LEVELS - 1], contents[-1]] if len(contents) > LEVELS else contents
    for at, index in enumerate(levels, 1):
        classes += [f"d{at}{own[index]}", *([f"quiet{at}"] if story.statements[index].act in UNSAID else [])]
    if levels and own[levels[-1]] == UNNAMED:
        classes.append("hatched")
    if levels and story.statements[levels[-1]].unsure:
        classes.append("doubted")
    sources = [own[index] for _, role, index in around if role == "source" and index is not None]
    if sources:
        classes.append(f"s{sources[-1]}")
    return f'class="{" ".join(classes)}"' + (f' data-deep="{deep}"' if deep else "")


def _handle(story: Story, held: Sequence[int], start: int) -> int | None:
    """Return the innermost statement that one tabs to at ``start``: where its cue begins, or else its source or content."""
    for index in sorted(held, key=lambda index: (story.statements[index].depth, index), reverse=True):
        statement = story.statements[index]
        first = next((spans[0].start for spans in (statement.cue, statement.source, statement.content) if spans), None)
        if first == start:
            return index
    return None
