"""Hits: statements that were found in an archive, and who said them, on a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from sayso.show.lines import NOTE, show, visible
from sayso.show.telling import UNSAID, counted, notes
from sayso.show.terminal import CUE, HEADLINE, MARKS, NOBODY, SPEAKER, UNNAMED, noted
from sayso.story import lacking

if TYPE_CHECKING:
    from sayso.ask.search import Hit
    from sayso.ask.who import Bearer, Joined, Merge

FOUND = "bold yellow"
AROUND = 120
"""Letters of a content that are shown before the first word that was found."""
LONGEST = 400
"""Letters of a content that are shown."""


def show_hits(hits: Sequence[Hit], console: Console) -> None:
    """Print statements: who said it and how, what, and where it was published, on whose word."""
    for number, hit in enumerate(hits):
        if number:
            console.print()
        _show_hit(hit, console, _who(hit))


def show_who(
    bearer: Bearer, said: Sequence[Hit], joined: Sequence[Joined] | None, merges: Sequence[Merge], console: Console
) -> None:
    """Print what a speaker said, day by day; with ``joined`` where they appear, and why they are held for one."""
    head = Text(visible(bearer.name), SPEAKER)
    head.append(f"  #{bearer.id}", NOTE)
    show(console, head)
    told = [bearer.kind, *map(visible, bearer.roles)]
    counts = f"{counted(bearer.statements or 0, 'statement')} in {counted(bearer.stories or 0, 'story', 'stories')}"
    show(console, Text(f"{', '.join(told)} · {counts}", NOTE))
    if others := [name for name in bearer.names if name != bearer.name]:
        show(console, Text(f"also: {', '.join(map(visible, others))}", NOTE))
    for merge in merges:
        undone = f", undone {merge.undone[:10]}" if merge.undone else ""
        line = (
            f"merge {merge.number}: {merge.speaker} (#{merge.speaker_id}) is {merge.into} (#{merge.into_id}): {merge.why}{undone}"
        )
        show(console, Text(visible(line), NOTE), "", "  ")
    day: str | None = ""
    for hit in said:
        console.print()
        if hit.day != day:
            day = hit.day
            show(console, Text(day or "on a day that is not known", HEADLINE))
        _show_hit(hit, console, Text(visible(hit.source or hit.speaker or "")), indent="  ")
    if joined is not None:
        console.print()
        show(console, Text("Where they appear, and why sayso takes them for one", HEADLINE))
        for each in joined:
            place = " · ".join(visible(part) for part in (each.published, each.outlet, each.headline) if part)
            role = ", ".join(visible(part) for part in (each.role, each.affiliation) if part)
            here = Text(f"story {each.story_id}  ", NOTE).append(visible(each.name), "").append(f", {role}" if role else "", "")
            show(console, here.append(f"  {place}", NOTE), "  ", "    ")
            show(console, Text(visible(each.why or ""), NOTE), "    ", "    ")


def show_bearers(bearers: Iterable[tuple[int, str]], console: Console) -> None:
    """Print who bears a name."""
    for number, told in bearers:
        show(console, Text(f"#{number}  ", SPEAKER).append(visible(told)), "  ", "      ")


def _who(hit: Hit) -> Text:
    if hit.speaker:
        line = Text(visible(hit.speaker), SPEAKER)
        if hit.source and hit.source != hit.speaker:
            line.append(f" ({visible(hit.source)})", NOTE)
        return line
    return (
        Text(visible(hit.source), UNNAMED).append(f" ({lacking(hit.speaker_kind)})", NOTE)
        if hit.source
        else Text("nobody named", NOBODY)
    )


def _show_hit(hit: Hit, console: Console, who: Text, indent: str = "") -> None:
    line = Text(f"{MARKS[hit.kind]} ", NOTE).append_text(who).append(" ").append(visible(hit.cue), CUE)
    for words in (hit.addressee, hit.channel, hit.venue, hit.when_text):
        if words:
            line.append(f" {visible(words)}")
    if hit.when and hit.when not in (hit.when_text or ""):
        line.append(f" ({visible(hit.when)})", NOTE)
    part = [f"in the {hit.where}"] if hit.where in ("headline", "deck") else []
    line.append_text(noted([*notes(hit), *part]))
    show(console, line, indent, f"{indent}  ")
    content = _content(hit)
    if hit.act in UNSAID:
        content.stylize(NOTE)
    show(console, content, f"{indent}  ", f"{indent}  ")
    if hit.chain_length > 1:
        show(console, Text(f"{hit.chain_length} ▸ {visible(hit.chain)}", NOTE), f"{indent}  ", f"{indent}      ")
    place = [part for part in (hit.published, hit.outlet, hit.headline or hit.url) if part]
    show(console, Text(" · ".join([f"story {hit.story_id}", *map(visible, place)]), NOTE), f"{indent}  ", f"{indent}      ")


def _content(hit: Hit) -> Text:
    """Return the content, or of a long one the part around the first word that was found, with the words found set apart."""
    first = max(hit.matches[0][0] - AROUND, 0) if hit.matches else 0
    first = first if len(hit.content) > LONGEST else 0
    last = min(first + LONGEST, len(hit.content))
    line = Text("… " if first else "", NOTE)
    at = first
    for start, end in hit.matches:
        if first <= start and end <= last:
            line.append(visible(hit.content[at:start]), "").append(visible(hit.content[start:end]), FOUND)
            at = end
    line.append(visible(hit.content[at:last]), "")
    return line.append(" …" if last < len(hit.content) else "", NOTE)
