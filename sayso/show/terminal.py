"""The terminal: a story's statements under their speakers, or its chains alone, as trees, in colour where there is colour."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from sayso.show.lines import GLUE, NOTE, WIDEST, branch, levels, show, visible, words
from sayso.show.speakers import (
    Group,
    below,
    by_speaker,
    head_line,
    name_of,
    sourcing_lines,
    speaker_of,
    summary,
    tree,
)
from sayso.show.telling import SETTING, chain_of, iso, link_name, notes, nothing, reasons, rest, role_of, said_by
from sayso.story import Span, Statement, Story

__all__ = ["WIDEST", "noted", "render", "render_chains"]

HEADLINE, DECK, HEAD = "bold", "italic", "dim"
SPEAKER, UNNAMED, NOBODY, CUE = "bold cyan", "italic magenta", "dim italic", "yellow"
STYLES = {"distancing": "red", "denied": "bold red", "endorsing": "green"}
MARKS = {"direct": "❝", "mixed": "◐", "indirect": "→", None: "·"}


def render(story: Story, console: Console, *, why: bool = False) -> None:
    """Print a story, speaker by speaker, statements inside a content as a tree beneath it; with ``why``, the reasons of each.

    Nothing of the story is taken for markup, and its control characters are shown as such.
    """
    _head(story, console)
    children = below(story)
    deepest = levels(console)
    for group in by_speaker(story, children[None]):
        console.print()
        _show_group(story, console, group)
        for index, depth, lasts in tree(children, group.indices, deepest):
            statement = story.statements[index]
            first, then = branch(lasts[1:]) if depth else ("", "")
            line = Text(f"{MARKS[statement.kind]} ", NOTE).append_text(
                _hop(story, statement, introduced=True) if depth else _saying(story, statement, group.name)
            )
            where = [f"in the {statement.where}"] if statement.where in ("headline", "deck") and not depth else []
            line.append_text(noted([*notes(statement), *where, *_level(depth, deepest)]))
            indent = "    " if depth else "  "
            show(console, line, indent + first, f"{indent}{then}    ")
            beneath = f"{indent}{then}  "
            show(console, words(story, statement.content), beneath, beneath)
            _show_why(story, console, statement, beneath, why=why)
    console.print()
    if story.statements:
        show(console, Text(summary(story), NOTE))
    _show_sourcing(story, console)


def render_chains(story: Story, console: Console, *, why: bool = False) -> None:
    """Print on whose word each content stands: a tree from the outlet over everybody between down to what is said.

    Of a content that holds other statements only what it says beside them is printed.
    """
    _head(story, console)
    console.print()
    children = below(story)
    deepest = levels(console)
    if story.statements:
        first = [link_name(story, link) or "" for link in chain_of(story, 0) if said_by(story, link) is None]
        root = Text(visible(" → ".join(name for name in first if name)) or "an outlet without a name", SPEAKER)
        show(console, root.append("  (2 ▸: two stand between you and what is said)" if story.statements[0].chain else "", NOTE))
    met: set[int | None] = set()
    for index, depth, lasts in tree(children, children[None], deepest):
        statement = story.statements[index]
        inner = [story.statements[child] for child in children.get(index, ())]
        before, then = branch(lasts)
        beneath = then + ("│ " if inner else "")
        hop = _hop(story, statement, introduced=statement.speaker_index not in met)
        met.add(statement.speaker_index)
        show(console, hop.append_text(noted([*notes(statement), *_level(depth, deepest)])), before, f"{beneath}    ")
        if not inner:
            between = f"{len(statement.chain)} ▸ " if statement.chain else ""
            show(console, words(story, statement.content), beneath + between, beneath + " " * len(between))
        elif beside := rest(story, statement, inner):
            started = beside[0].start == statement.content[0].start
            show(console, Text("" if started else "… ", NOTE).append_text(words(story, beside)), beneath, beneath)
        _show_why(story, console, statement, beneath, why=why)
    if story.statements:
        console.print()
    _show_sourcing(story, console)


def _head(story: Story, console: Console) -> None:
    title = story.text[slice(*story.headline)] if story.headline else story.title or story.id
    show(console, Text(visible(title), HEADLINE))
    if story.deck:
        show(console, Text(visible(story.text[slice(*story.deck)]), DECK))
    if head := head_line(story):
        show(console, Text(visible(head), HEAD))


def _show_group(story: Story, console: Console, group: Group) -> None:
    if group.name is None:
        show(console, Text("No source named", NOBODY))
        return
    line = Text(visible(group.name), UNNAMED if group.unnamed else SPEAKER)
    if group.unnamed:
        line.append(" (unnamed)", NOTE)
    if role := role_of(story, group.speaker):
        line.append(f", {visible(role)}")
    show(console, line, "", "  ")
    for span in group.speaker.labels if group.speaker else ():
        show(console, Text("the outlet's label: ", NOTE).append(visible(story.text[slice(*span)])), "  ", "    ")


def _show_why(story: Story, console: Console, statement: Statement, beneath: str, *, why: bool) -> None:
    for field, rule, rests in reasons(story, statement) if why else ():
        line = Text(f"{visible(field)}: {visible(rule)}", NOTE)
        if rests:
            line.append(f" ←{GLUE}", NOTE).append(", ".join(f"“{visible(words)}”" for words in rests))
        show(console, line, f"{beneath}  ", f"{beneath}    ")


def _show_sourcing(story: Story, console: Console) -> None:
    if not story.statements:
        show(console, Text(nothing(story), NOTE))
    for line in sourcing_lines(story):
        show(console, Text(visible(line), NOTE))


def _hop(story: Story, statement: Statement, *, introduced: bool) -> Text:
    """Return one step of a chain: who, and how, to whom and where; ``introduced``: with role and affiliation."""
    line = Text()
    name = name_of(story, statement)
    if name is None:
        line.append("nobody named", NOBODY)
    elif statement.speaker or not statement.unnamed:
        line.append(visible(name), SPEAKER)
    else:
        line.append(visible(name), UNNAMED).append(" (unnamed)", NOTE)
    if introduced and (role := role_of(story, speaker_of(story, statement))):
        line.append(f", {visible(role)},", NOTE)
    return line.append(" ").append_text(words(story, statement.cue, CUE)).append_text(_setting(story, statement))


def _saying(story: Story, statement: Statement, heading: str | None) -> Text:
    """Return source and cue in the order of the text, the source left out where it is the heading's own words."""
    source = statement.source if story.words(statement.source) != heading else ()
    pieces: list[tuple[Span, str]] = sorted([(span, "") for span in source] + [(span, CUE) for span in statement.cue])
    line = Text()
    before = None
    for span, style in pieces:
        if before is not None:
            line.append(" … " if style == before else " ", NOTE)
        line.append_text(words(story, (span,), style))
        before = style
    return line.append_text(_setting(story, statement))


def _setting(story: Story, statement: Statement) -> Text:
    line = Text()
    for field in SETTING:
        if spans := getattr(statement, field):
            line.append(" ").append_text(words(story, spans))
    if date := iso(story, statement):
        line.append(f" ({visible(date)})", NOTE)
    return line


def noted(told: list[str]) -> Text:
    """Return notes as they stand behind a saying: ``· distancing · in the headline``."""
    line = Text()
    for note in told:
        line.append(f" ·{GLUE}", NOTE).append(note.replace(" ", GLUE), STYLES.get(note, NOTE))
    return line


def _level(depth: int, deepest: int) -> list[str]:
    return [f"level {depth}"] if depth > deepest else []
