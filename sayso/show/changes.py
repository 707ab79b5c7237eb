"""Changes: what was added to stories, dropped from them or reworded, on a terminal."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from sayso.show.lines import NOTE, show, visible
from sayso.show.terminal import CUE, HEADLINE, NOBODY, SPEAKER

if TYPE_CHECKING:
    from sayso.ask.changes import Change

ADDED, DROPPED = "green", "red strike"
MARKS = {"added": "+", "dropped": "−", "reworded": "~"}
_WORD = re.compile(r"\s+|\w+|[^\w\s]")


def show_changes(changes: Iterable[Change], console: Console) -> int:
    """Print changes under their stories and versions; return how many.

    Words that went are struck and those that came are green; without colour they stand in marks, ``[-went-]{+came+}``.
    """
    plain = console.color_system is None
    done = 0
    told: tuple[int, int] | None = None
    for done, change in enumerate(changes, 1):  # noqa: B007
        if told != (change.story_id, change.new):
            if told is not None:
                console.print()
            told = (change.story_id, change.new)
            show(console, Text(visible(change.headline or change.url or f"story {change.story_id}"), HEADLINE))
            seen = f"story {change.story_id} · version {change.old} → {change.new}, seen {change.seen[:16].replace('T', ' ')} UTC"
            show(console, Text(" · ".join([seen, *([visible(change.url)] if change.url else [])]), NOTE))
        _show_change(change, console, plain=plain)
    return done


def _show_change(change: Change, console: Console, *, plain: bool) -> None:
    mark = Text(f"{MARKS[change.what]} ", {"added": "green", "dropped": "red"}.get(change.what, "yellow"))
    who = _turned(change.source_before, change.source_after, SPEAKER, plain=plain) or Text("nobody named", NOBODY)
    cue = _turned(change.cue_before, change.cue_after, CUE, plain=plain)
    show(console, mark.append_text(who).append(" ").append_text(cue).append(f" · {change.what}", NOTE), "  ", "    ")
    if change.before is None or change.after is None:
        words = Text(visible(change.before or change.after or ""), ADDED if change.before is None else DROPPED)
    else:
        words = _turned(change.before, change.after, "", plain=plain)
    show(console, words, "    ", "    ")


def _turned(before: str | None, after: str | None, style: str, *, plain: bool) -> Text:
    """Return the words of both, in which those only of one are set apart."""
    if before is None or after is None or before == after:
        return Text(visible(after or before or ""), style)
    old, new = _WORD.findall(before), _WORD.findall(after)
    line = Text(style=style)
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            line.append(visible("".join(new[c:d])))
            continue
        if went := visible("".join(old[a:b])):
            line.append(f"[-{went}-]" if plain else went, DROPPED)
        if came := visible("".join(new[c:d])):
            line.append(f"{{+{came}+}}" if plain else came, ADDED)
    return line
