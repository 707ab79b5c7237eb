"""The terminal: a story's statements under their speakers, or its chains alone, as trees, in colour where there is colour."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from sayso.show.lines import GLUE, NOTE, WIDEST, branch, levels, show, visible, words
from sayso.show.speakers import (
    KINDS,
    Children,
    Group,
    apart,
    below,
    by_speaker,
    head_line,
    left_out,
    name_of,
    shown,
    sourcing_lines,
    speaker_of,
    summary,
    tree,
)
from sayso.show.telling import SETTING, UNSAID, chain_of, iso, link_name, notes, nothing, percent, reasons, rest, role_of, said_by
from sayso.story import Span, Statement, Story, lacking

__all__ = ["LEGEND", "WIDEST", "legend", "noted", "render", "render_chains", "render_review"]

HEADLINE, DECK, HEAD = "bold", "italic", "dim"
SPEAKER, UNNAMED, NOBODY, CUE = "bold cyan", "italic magenta", "dim italic", "yellow"
STYLES = {"distancing": "red", "denied": "bold red", "endorsing": "green", "unsure": "bold yellow"}
MARKS = {"direct": "❝", "mixed": "◐", "indirect": "→", None: "·"}
LEGEND = {
    **{MARKS[kind]: words for kind, words in KINDS.items()},
    "distancing": "told with doubt (“claimed”)",
    "endorsing": "told as true (“confirmed”)",
    "denied": "told as not said",
    "anonymous": "somebody whom the story does not name",
    "vague": "nobody in particular",
    "group": "a set of people, without names",
    "unsure": "may have been misread",
}
"""What the marks and words mean that stand beside statements."""

REVIEWED = 6
"""Columns that a review takes for how sure each statement is."""


def render(story: Story, console: Console, *, why: bool = False, unsure: bool = False) -> None:
    """Print a story, speaker by speaker, statements inside a content as a tree beneath it; with ``why``, the reasons of each.

    What is thought or intended stands apart, at the end; what is ``unsure`` is left out, or else marked. Nothing of the story is
    taken for markup, and its control characters are shown as such.
    """
    _head(story, console)
    children = below(story, unsure=unsure)
    said, unsaid = apart(story, children[None])
    for group in by_speaker(story, said):
        console.print()
        _show_group(story, console, group)
        _show_tree(story, console, children, group.indices, group.name, why=why)
    if unsaid:
        console.print()
        show(console, Text("Thought or wanted, not said", NOBODY))
        _show_tree(story, console, children, unsaid, None, why=why)
    console.print()
    if any(statement.quoted for statement in story.statements):
        show(console, Text(summary(story), NOTE))
    _show_sourcing(story, console, unsure=unsure)


def _show_tree(
    story: Story, console: Console, children: Children, indices: Sequence[int], heading: str | None, *, why: bool
) -> None:
    """Print statements and what stands inside them; under the ``heading`` of their speaker, or each with its own."""
    deepest = levels(console)
    for index, depth, lasts in tree(children, indices, deepest):
        statement = story.statements[index]
        quiet = statement.act in UNSAID
        first, then = branch(lasts[1:]) if depth else ("", "")
        line = Text(f"{MARKS[statement.kind]} ", NOTE).append_text(
            _hop(story, statement, introduced=bool(depth)) if depth or quiet else _saying(story, statement, heading)
        )
        where = [f"in the {statement.where}"] if statement.where in ("headline", "deck") and not depth else []
        line.append_text(noted([*_notes(statement), *where, *_level(depth, deepest)]))
        indent = "    " if depth else "  "
        show(console, _hushed(line, quiet=quiet), indent + first, f"{indent}{then}    ")
        beneath = f"{indent}{then}  "
        show(console, _hushed(words(story, statement.content), quiet=quiet), beneath, beneath)
        _show_why(story, console, statement, beneath, why=why)


def _hushed(line: Text, *, quiet: bool) -> Text:
    if quiet:
        line.stylize(NOTE)
    return line


def _notes(statement: Statement) -> list[str]:
    """Return what sets a statement apart; of what is unsure with how sure it is."""
    known = statement.confidence is not None
    return [f"unsure, {percent(statement.confidence or 0)}" if note == "unsure" and known else note for note in notes(statement)]


def render_chains(story: Story, console: Console, *, why: bool = False, unsure: bool = False) -> None:
    """Print on whose word each content stands: a tree from the outlet over everybody between down to what is said.

    Of a content that holds other statements only what it says beside them is printed. What is ``unsure`` is left out, or marked.
    """
    _head(story, console)
    console.print()
    children = below(story, unsure=unsure)
    deepest = levels(console)
    if top := children[None]:
        first = [link_name(story, link) or "" for link in chain_of(story, top[0]) if said_by(story, link) is None]
        root = Text(visible(" → ".join(name for name in first if name)) or "an outlet without a name", SPEAKER)
        show(
            console, root.append("  (2 ▸: two stand between you and what is said)" if story.statements[top[0]].chain else "", NOTE)
        )
    met: set[int | None] = set()
    for index, depth, lasts in tree(children, children[None], deepest):
        statement = story.statements[index]
        inner = [story.statements[child] for child in children.get(index, ())]
        before, then = branch(lasts)
        beneath = then + ("│ " if inner else "")
        hop = _hop(story, statement, introduced=statement.speaker_index not in met)
        met.add(statement.speaker_index)
        quiet = statement.act in UNSAID
        hop.append_text(noted([*_notes(statement), *_level(depth, deepest)]))
        show(console, _hushed(hop, quiet=quiet), before, f"{beneath}    ")
        if not inner:
            between = f"{len(statement.chain)} ▸ " if statement.chain else ""
            told = _hushed(words(story, statement.content), quiet=quiet)
            show(console, told, beneath + between, beneath + " " * len(between))
        elif beside := rest(story, statement, inner):
            started = beside[0].start == statement.content[0].start
            show(console, Text("" if started else "… ", NOTE).append_text(words(story, beside)), beneath, beneath)
        _show_why(story, console, statement, beneath, why=why)
    if top:
        console.print()
    _show_sourcing(story, console, unsure=unsure)


def render_review(stories: Sequence[Story], console: Console, *, why: bool = False) -> None:
    """Print all statements of the stories, the least sure first, those of which it is not known how sure at the end.

    Each says in which story it stands, and where: at which code points of its text.
    """
    listed = [(story, statement) for story in stories for statement in story.statements]
    listed.sort(key=lambda item: 2.0 if item[1].confidence is None else item[1].confidence)
    for story, statement in listed:
        sure = "–" if statement.confidence is None else percent(statement.confidence)
        line = _hop(story, statement, introduced=False).append_text(noted(notes(statement)))
        beneath = " " * REVIEWED
        show(console, line, f"{sure:>{REVIEWED - 2}}  ", f"{beneath}  ")
        show(console, words(story, statement.content), beneath, beneath)
        spans = (*statement.content, *statement.cue, *statement.source)
        place = f", characters {spans[0].start:,} to {spans[0].end:,}" if spans else ""
        show(console, Text(f"{visible(_title(story))}{place}", NOTE), beneath, f"{beneath}  ")
        _show_why(story, console, statement, beneath, why=why)
    if not listed:
        show(console, Text("No statement found.", NOTE))


def legend(story: Story, *, chains: bool = False, unsure: bool = False) -> Text:
    """Return what the marks and words mean that are met in a story as it is shown; with ``chains`` its chains."""
    met: set[str] = set()
    for index in shown(story, unsure=unsure):
        statement = story.statements[index]
        met |= {*([] if chains else [MARKS[statement.kind]]), *notes(statement)}
        met |= {statement.sourced} - {"named", "nobody"}
    told = (f"{mark}{':' if mark.isalpha() else ''} {meaning}" for mark, meaning in LEGEND.items() if mark in met)
    return Text(" · ".join(told), NOTE)


def _head(story: Story, console: Console) -> None:
    show(console, Text(visible(_title(story)), HEADLINE))
    if story.deck:
        show(console, Text(visible(story.text[slice(*story.deck)]), DECK))
    if head := head_line(story):
        show(console, Text(visible(head), HEAD))


def _title(story: Story) -> str:
    return story.text[slice(*story.headline)] if story.headline else story.title or story.id


def _show_group(story: Story, console: Console, group: Group) -> None:
    if group.name is None:
        show(console, Text("No source named", NOBODY))
        return
    line = Text(visible(group.name), UNNAMED if group.unnamed else SPEAKER)
    if group.unnamed:
        line.append(f" ({group.lacking})", NOTE)
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


def _show_sourcing(story: Story, console: Console, *, unsure: bool) -> None:
    if not shown(story, unsure=unsure):
        show(console, Text(nothing(story), NOTE))
    for line in sourcing_lines(story):
        show(console, Text(visible(line), NOTE))
    if not unsure and (left := left_out(story)):
        show(console, Text(f"{left}; --unsure shows {'it' if left.startswith('1 ') else 'them'}.", NOTE))


def _hop(story: Story, statement: Statement, *, introduced: bool) -> Text:
    """Return one step of a chain: who, and how, to whom and where; ``introduced``: with role and affiliation."""
    line = Text()
    name = name_of(story, statement)
    if name is None:
        line.append("nobody named", NOBODY)
    elif statement.speaker or not statement.unnamed:
        line.append(visible(name), SPEAKER)
    else:
        line.append(visible(name), UNNAMED).append(f" ({lacking(statement.speaker_kind)})", NOTE)
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
        line.append(f" ·{GLUE}", NOTE).append(note.replace(" ", GLUE), STYLES.get(note.partition(",")[0], NOTE))
    return line


def _level(depth: int, deepest: int) -> list[str]:
    return [f"level {depth}"] if depth > deepest else []
