"""The terminal: a story's head, then speaker by speaker what was said, wrapped to the width, in colour where there is colour."""

from __future__ import annotations

import unicodedata

from rich.console import Console
from rich.text import Text

from sayso.show.speakers import by_speaker, head_line, outermost, summary
from sayso.story import Spans, Statement, Story

WIDEST = 100
"""Columns: longer lines are hard to read."""

HEADLINE, DECK, HEAD, SPEAKER, CUE, INSERTION, NOTE = "bold", "italic", "dim", "bold cyan", "yellow", "dim italic", "dim"
MARKS = {"direct": "❝", "mixed": "◐", "indirect": "→", None: "·"}


def render(story: Story, console: Console) -> None:
    """Print a story and its statements. Nothing of the story is taken for markup, and its control characters are shown as such."""
    width = min(console.width, WIDEST)

    def show(text: Text, indent: int = 0) -> None:
        for line in text.wrap(console, max(width - indent, 20), overflow="fold"):
            line.rstrip()
            console.print(Text(" " * indent) + line, soft_wrap=True, highlight=False)

    title = story.text[slice(*story.headline)] if story.headline else story.title or story.id
    show(Text(visible(title), HEADLINE))
    if story.deck:
        show(Text(visible(story.text[slice(*story.deck)]), DECK))
    if head := head_line(story):
        show(Text(visible(head), HEAD))
    outer = outermost(story)
    children: dict[int, list[tuple[int, Statement]]] = {}
    for index, statement in enumerate(story.statements):
        if statement.parent is not None and index not in outer:
            children.setdefault(statement.parent, []).append((index, statement))

    def show_statement(index: int, statement: Statement, indent: int, name: str | None = None) -> None:
        line = Text().append(f"{MARKS[statement.kind]} ", NOTE)
        if (source := _words(story, statement.source)) and name is not None and visible(name) != source.plain:
            line.append_text(source).append(" ")
        elif source and name is None:
            source.stylize(SPEAKER)
            line.append_text(source).append(" ")
        cue = _words(story, statement.cue)
        cue.stylize(CUE)
        line.append_text(cue)
        if statement.where in ("headline", "deck"):
            line.append(f"  in the {statement.where}", NOTE)
        show(line, indent)
        show(_words(story, statement.content), indent + 2)
        for child_index, child in children.get(index, ()):
            show_statement(child_index, child, indent + 2)

    for name, group in by_speaker(story):
        own = [(index, statement) for index, statement in group if index in outer]
        if not own:
            continue
        console.print()
        show(Text(visible(name), SPEAKER) if name else Text("No source named", f"{NOTE} italic"))
        for index, statement in own:
            show_statement(index, statement, 2, name or "")
    console.print()
    show(Text(summary(story) if story.statements else "No statement found: nobody is quoted or reported here.", NOTE))


def _words(story: Story, spans: Spans) -> Text:
    """Return the words of the spans on one line, pieces joined by an ellipsis, an editor's insertions set apart."""
    line = Text()
    for number, (start, end) in enumerate(spans):
        if number:
            line.append(" … ", NOTE)
        at = start
        for insertion in story.insertions:
            left, right = max(insertion.span.start, at), min(insertion.span.end, end)
            if left < right:
                line.append(visible(story.text[at:left])).append(visible(story.text[left:right]), INSERTION)
                at = right
        line.append(visible(story.text[at:end]))
    return line


def visible(text: str) -> str:
    """Return the text on one line, its control and direction characters, which could move the cursor, as ``�``."""
    line = "".join(" " if char.isspace() else char for char in text)
    return "".join("�" if unicodedata.category(char) in ("Cc", "Cs") or char in _DIRECTION else char for char in line)


_DIRECTION = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
