"""Claims on a terminal."""

from __future__ import annotations

import io
from pathlib import Path

from rich.console import Console

from sayso.archive import Archive
from sayso.show.claims import show_claims, wording
from tests.archive.stories import Told, put, story


def told(archive: Archive, words: str) -> str:
    out = io.StringIO()
    show_claims(archive.trace(words), Console(file=out, width=100, highlight=False))
    return out.getvalue()


def test_a_claim_shows_how_far_it_went_on_how_little_it_rests_and_what_got_lost(tmp_path: Path) -> None:
    place = str(tmp_path / "news.db")
    may, will = (f"the dredging of the outer harbour {verb} stop on Friday" for verb in ("may", "will"))
    put(place, story("a", Told(may), outlet="Tidings", published="2024-05-03"))
    put(place, story("b", Told(will, "Lind"), outlet="Mirror", published="2024-05-04"))
    with Archive(place) as archive:
        page = told(archive, "dredging")
    assert "2 mentions in 2 outlets · 1 utterance · one root · one voice" in page
    assert "first seen 2024-05-03 · when it was said, nobody tells" in page
    assert "2024-05-04  Mirror  Lind said · reworded · lost: the doubt" in page
    assert "the dredging of the outer harbour [−may−] {+will+} stop on Friday" in page


def test_a_change_is_legible_without_colour_and_long_cuts_are_shortened() -> None:
    long = " ".join(f"word{number}" for number in range(40))
    line = wording((("kept", "the pier"), ("struck", long), ("added", "is\x1b[31m rotten"))).plain
    assert line == "the pier [−word0 word1 word2 word3 … word36 word37 word38 word39−] {+is�[31m rotten+}"
