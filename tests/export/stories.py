"""Stories to hand on: one beyond the Basic Multilingual Plane, one of odd line ends, the harbour's as it is read, and any."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from hypothesis import strategies as st

import sayso
from sayso.story import Link, Span, Speaker, Statement, Story
from tests.show.stories import ANY_STORY, at

ROOT = Path(__file__).parents[2]

_TEXT = "🐦🚢 The ferry sinks 🌊!\n\n“🐟 stink,” Éva Čapek 🎣 wrote.\r\nNobody, she did not say, =knew\tit."
EMOJI = Story(
    "🐦 ../Feed/1",
    _TEXT,
    (
        Statement(
            at(_TEXT, "Éva Čapek 🎣"),
            at(_TEXT, "wrote"),
            (*at(_TEXT, "“🐟 stink,”"), *at(_TEXT, "The ferry sinks 🌊!")),
            kind="direct",
            where="body",
            speaker="Éva Čapek",
            speaker_index=0,
            when="2024-05",
            chain=(Link("outlet", "The “Gull”"), Link("speaker", "Éva Čapek", at(_TEXT, "Éva Čapek 🎣"), 0, 0)),
        ),
        Statement(
            at(_TEXT, "she"),
            at(_TEXT, "did not say"),
            (*at(_TEXT, "Nobody,"), *at(_TEXT, "=knew\tit.")),
            kind="indirect",
            where="body",
            speaker="Éva Čapek",
            speaker_index=0,
            negated=True,
            asserted=True,
        ),
        Statement((), (), at(_TEXT, "=knew\tit."), parent=1, depth=1, kind="indirect", negated=False, when="--05-03"),
    ),
    url="https://gull.example/a b/🐦?q=1",
    outlet="The “Gull”",
    published="2024-05-03",
    headline=Span(0, 21),
    speakers=(Speaker("Éva Čapek", "person", ("Éva Čapek", "Čapek")),),
)


@cache
def harbour() -> Story:
    """The story of the examples, read."""
    return sayso.read(ROOT / "examples" / "harbour.txt")


def _within(text: str, drawn: list[tuple[int, int]]) -> tuple[Span, ...]:
    return tuple(Span(*sorted((a % (len(text) + 1), b % (len(text) + 1)))) for a, b in drawn)


_PAIRS = st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99)), max_size=3)
_BREAKS = st.sampled_from(("\n", "\r\n", "\r", "\t", "\x0b", "\x1c", "\x85", "\u2028", " ", "🐦", "\u00a0", "=1"))
_ANY_TEXT = st.lists(_BREAKS | st.text(alphabet=st.characters(codec="utf-8"), max_size=9), max_size=12).map("".join)


@st.composite
def _spanned(draw: st.DrawFn) -> Story:
    text = draw(_ANY_TEXT)
    a, b, c, d, e, f = (_within(text, draw(_PAIRS)) for _ in range(6))
    statements = (
        Statement(a, b, c, kind="direct", addressee=d, chain=(Link("speaker"),)),
        Statement(d, e, f, parent=draw(st.none() | st.integers(-2, 3)), channel=a, when_text=b),
    )
    url = draw(st.none() | st.text(alphabet=st.characters(codec="utf-8"), max_size=9).map("https://x.example/".__add__))
    return Story(draw(st.text(alphabet=st.characters(codec="utf-8"), max_size=9)), text, statements, url=url)


SPANNED = _spanned()
"""Stories of any text, line ends of all kinds in it, whose spans stand in it."""
ANY = SPANNED | ANY_STORY
