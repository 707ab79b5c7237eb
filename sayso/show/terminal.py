"""The terminal: a story's head, then speaker by speaker what was said, wrapped to the width, in colour where there is colour."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from rich.console import Console
from rich.text import Text
from rich.tree import Tree

from sayso.show.speakers import Children, below, by_speaker, head_line, sourcing_lines, summary
from sayso.story import Reason, Spans, Speaker, Statement, Story

WIDEST = 100
"""Columns: longer lines are hard to read."""

HEADLINE, DECK, HEAD, INSERTION, NOTE = "bold", "italic", "dim", "dim italic", "dim"
SPEAKER, UNNAMED, CUE = "bold cyan", "italic magenta", "yellow"
MARKS = {"direct": "❝", "mixed": "◐", "indirect": "→", None: "·"}


def render(story: Story, console: Console, *, why: bool = False) -> None:
    """Print a story, speaker by speaker, statements inside a content as a tree beneath it; with ``why``, the reasons of each.

    Nothing of the story is taken for markup, and its control characters are shown as such.
    """
    _head(story, console)
    children = below(story)
    for name, group in by_speaker(story, children[None]):
        console.print()
        speaker = None if name is None else next((story.speakers[i] for _, s in group if (i := s.speaker_index) is not None), None)
        _show(
            console,
            Text(visible(name), SPEAKER).append(_who(story, speaker), NOTE) if name else Text("No source named", f"{NOTE} italic"),
        )
        for index, statement in group:
            _show_statement(story, console, children, index, statement, name or "", why)
    console.print()
    _show(console, Text(summary(story) if story.statements else "No statement found: nobody is quoted or reported here.", NOTE))
    for line in sourcing_lines(story):
        _show(console, Text(visible(line), NOTE))


def render_chains(story: Story, console: Console, *, why: bool = False) -> None:
    """Print on whose word each content stands: a tree from the outlet over everybody between to what is said, a line each."""
    _head(story, console)
    console.print()
    children = below(story)
    first = next((s.chain for s in story.statements), ())
    named = [link.name or "" for link in first if link.kind != "speaker"]
    tree = Tree(Text(visible(" → ".join(named) or "the outlet"), SPEAKER), guide_style=NOTE)

    def grow(branch: Tree, indices: Sequence[int]) -> None:
        for index in indices:
            statement = story.statements[index]
            label = _hop(story, statement)
            if index not in children:
                label.append("\n").append_text(_words(story, statement.content))
                if (length := len(statement.chain)) > 2:
                    label.append(f"  {length} between", NOTE)
            for reason in statement.why if why else ():
                label.append("\n").append(_reason(story, reason), NOTE)
            grow(branch.add(label), children.get(index, ()))

    grow(tree, children[None])
    for segments in console.render_lines(tree, console.options.update(width=min(console.width, WIDEST)), pad=False):
        text = Text.assemble(*((segment.text, segment.style or "") for segment in segments))
        text.rstrip()
        console.print(text, soft_wrap=True, highlight=False)
    for line in sourcing_lines(story):
        console.print()
        _show(console, Text(visible(line), NOTE))


def _head(story: Story, console: Console) -> None:
    title = story.text[slice(*story.headline)] if story.headline else story.title or story.id
    _show(console, Text(visible(title), HEADLINE))
    if story.deck:
        _show(console, Text(visible(story.text[slice(*story.deck)]), DECK))
    if head := head_line(story):
        _show(console, Text(visible(head), HEAD))


def _show(console: Console, text: Text, indent: int = 0, first: str = "") -> None:
    width = max(min(console.width, WIDEST) - indent, 20)
    for number, line in enumerate(text.wrap(console, width, overflow="fold")):
        line.rstrip()
        lead = first if not number and first else ""
        console.print(Text(" " * (indent - len(lead)) + lead, NOTE) + line, soft_wrap=True, highlight=False)


def _show_statement(
    story: Story,
    console: Console,
    children: Children,
    index: int,
    statement: Statement,
    name: str | None,
    why: bool,
    indent: int = 2,
) -> None:
    line = Text().append(f"{MARKS[statement.kind]} ", NOTE)
    if name is None:
        line.append_text(_hop(story, statement))
    else:
        if (source := _words(story, statement.source)) and visible(name) != source.plain:
            line.append_text(source).append(" ")
        line.append_text(_said(story, statement))
    if statement.where in ("headline", "deck") and statement.parent is None:
        line.append(f"  in the {statement.where}", NOTE)
    _show(console, line, indent, "└ " if name is None else "")
    _show(console, _words(story, statement.content), indent + 2)
    for reason in statement.why if why else ():
        _show(console, Text(_reason(story, reason), NOTE), indent + 2)
    for child in children.get(index, ()):
        _show_statement(story, console, children, child, story.statements[child], None, why, indent + 4)


def _hop(story: Story, statement: Statement) -> Text:
    """Return one step of a chain: who, and how, to whom and where."""
    line = Text()
    if statement.speaker:
        line.append(visible(statement.speaker), SPEAKER)
    elif statement.source:
        source = _words(story, statement.source)
        source.stylize(UNNAMED)
        line.append_text(source).append(" (unnamed)", NOTE)
    else:
        line.append("nobody named", f"{NOTE} italic")
    return line.append(" ").append_text(_said(story, statement))


def _said(story: Story, statement: Statement) -> Text:
    cue = _words(story, statement.cue)
    cue.stylize(CUE)
    for spans in (statement.addressee, statement.channel, statement.venue, statement.when_text):
        if spans:
            cue.append(" ").append_text(_words(story, spans))
    notes = [statement.when] if statement.when else []
    notes += [statement.stance] if statement.stance not in (None, "neutral") else []
    notes += ["denied"] if statement.negated else []
    return cue.append(f"  {' · '.join(notes)}", NOTE) if notes else cue


def _who(story: Story, speaker: Speaker | None) -> str:
    if speaker is None:
        return ""
    parts = [story.text[slice(*span)] for span in (speaker.role, speaker.affiliation) if span]
    parts += [f"labelled {story.text[slice(*span)]} by the outlet" for span in speaker.labels]
    return visible(f"  {', '.join(parts)}") if parts else ""


def _reason(story: Story, reason: Reason) -> str:
    rests = ", ".join(f"“{' '.join(story.text[start:end].split())}”" for start, end in reason.spans)
    return visible(f"{reason.field}: {reason.rule}{f' ← {rests}' if rests else ''}")


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
