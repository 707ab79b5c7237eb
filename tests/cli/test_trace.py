"""sayso trace, as it is called."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.archive.commands import sayso
from tests.archive.stories import Told, put, story

DREDGING = "the dredging of the outer harbour may stop on Friday"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    path = tmp_path / "news.db"
    put(str(path), story("a", Told(DREDGING), outlet="Tidings", published="2024-05-03"))
    put(str(path), story("b", Told(DREDGING, "Lind"), outlet="Mirror", published="2024-05-04"))
    return path


def test_words_a_number_and_nothing_lead_to_the_claim_and_json_holds_it_whole(place: Path) -> None:
    for asked in (["dredging"], ["1"], ["#2"], [], ["outer", "harbour", "--min-outlets", "2"]):
        ran = sayso("trace", *asked, "--json", "--archive", place)
        (claim,) = json.loads(ran.stdout)
        assert (claim["id"], claim["outlets"], claim["independent"], len(claim["mentions"])) == (1, 2, 1, 2)


def test_a_file_is_traced(place: Path, tmp_path: Path) -> None:
    path = tmp_path / "story.txt"
    path.write_text(f"Harbour works\n\nHarbour master Mara Lind said {DREDGING}.\n", encoding="utf-8")
    (claim,) = json.loads(sayso("trace", path, "--json", "--archive", place).stdout)
    assert claim["id"] == 1
    assert "the dredging of the outer harbour may stop" in claim["asked"]


def test_a_rebuild_says_how_many_stories_it_linked(place: Path) -> None:
    ran = sayso("trace", "--rebuild", "--archive", place)
    assert b"2 stories are linked." in ran.stderr
    assert json.loads(sayso("trace", "--json", "--archive", place).stdout)[0]["outlets"] == 2


def test_nothing_found_is_said(place: Path) -> None:
    ran = sayso("trace", "zeppelin", "--archive", place)
    assert (ran.returncode, ran.stdout) == (0, b"")
    assert b"no claim found" in ran.stderr


def test_what_an_outlet_says_itself_is_told_so(place: Path) -> None:
    own = story("c", Told("a levy of nine crowns would be paid", "Owen Bray"), outlet="Globe", published="2024-05-05")
    put(str(place), replace(own, text=f"{own.text}\nThe dredging of the outer harbour will stop on Friday."))
    ran = sayso("trace", "dredging", "--archive", place)
    told = " ".join(ran.stdout.decode().split())
    assert "Globe in its own words" in told
    assert "lost: who said it, the doubt" in told
