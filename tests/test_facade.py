from pathlib import Path
from typing import Any

import pytest

import sayso
from sayso.archive import Archive
from tests.archive.stories import MARKET, PIER, lines

PIER_PAGE = {"text": PIER, "url": "https://www.tidings.example/pier", "outlet": "The Tidings", "published": "2024-05-04"}
MARKET_PAGE = {"text": MARKET, "url": "https://post.example/market", "outlet": "The Post", "published": "2024-05-06"}


def outcomes(archive: Archive, path: Path) -> list[str]:
    return list(archive.add(path)["outcome"].to_pylist())


def test_the_same_story_twice_is_one(archive: Archive, tmp_path: Path) -> None:
    path = lines(tmp_path / "a.jsonl", PIER_PAGE)
    assert outcomes(archive, path) == ["new"]
    assert outcomes(archive, path) == ["same"]
    assert outcomes(
        archive, lines(tmp_path / "b.jsonl", {**PIER_PAGE, "url": "http://tidings.example/pier/?utm_source=x#top"})
    ) == ["same"]
    assert [story.text for story in archive.stories()] == [PIER]


def test_a_story_that_changed_under_its_address_is_a_new_version_and_the_old_one_stays(archive: Archive, tmp_path: Path) -> None:
    archive.add(lines(tmp_path / "a.jsonl", PIER_PAGE))
    later = PIER.replace("rotten", "a little worn")
    assert outcomes(archive, lines(tmp_path / "b.jsonl", {**PIER_PAGE, "text": later})) == ["changed"]
    assert archive.story("https://tidings.example/pier").text == later
    assert archive.story("https://tidings.example/pier", version=1).text == PIER
    (change,) = archive.changes().to_pylist()
    assert (change["what"], change["old"], change["new"]) == ("reworded", 1, 2)
    assert "rotten" in change["before"]
    assert "a little worn" in change["after"]
    assert change["source_after"] == "Ines Calder"


def test_a_change_that_is_taken_back_is_a_version_too(archive: Archive, tmp_path: Path) -> None:
    first = lines(tmp_path / "a.jsonl", PIER_PAGE)
    second = lines(tmp_path / "b.jsonl", {**PIER_PAGE, "text": PIER.replace("rotten", "worn")})
    # Another document, in which the first text stands again; the first document itself would say nothing new.
    third = lines(tmp_path / "c.jsonl", {**PIER_PAGE, "byline": "Ada Reed"})
    assert [outcomes(archive, path) for path in (first, second, third)] == [["new"], ["changed"], ["changed"]]
    assert archive.story(1).text == PIER
    assert [change["new"] for change in archive.changes().to_pylist()] == [2, 3]


def test_the_same_copy_in_two_outlets_is_kept_for_each_and_marked_as_a_reprint_of_the_earlier(
    archive: Archive, tmp_path: Path
) -> None:
    reprint = {"text": PIER + "\n\nMore on our site.", "url": "https://echo.example/1", "outlet": "Echo", "published": "2024-05-03"}
    archive.add(lines(tmp_path / "a.jsonl", PIER_PAGE, MARKET_PAGE, reprint))
    found = archive.search("timbers").to_pylist()
    assert {row["outlet"] for row in found} == {"The Tidings", "Echo"}
    assert archive.table("reprint").select(["outlet", "origin_outlet"]).to_pylist() == [
        {"outlet": "The Tidings", "origin_outlet": "Echo"}
    ]


def test_a_reprint_that_is_written_anew_is_none_any_more(archive: Archive, tmp_path: Path) -> None:
    reprint = {"text": PIER, "url": "https://echo.example/1", "outlet": "Echo", "published": "2024-05-05"}
    archive.add(lines(tmp_path / "a.jsonl", PIER_PAGE, reprint))
    assert archive.table("reprint")["outlet"].to_pylist() == ["Echo"]
    archive.add(lines(tmp_path / "b.jsonl", {**reprint, "text": MARKET}))
    assert archive.table("reprint").num_rows == 0


def test_ids_of_two_collections_that_are_alike_are_two_stories(archive: Archive, tmp_path: Path) -> None:
    assert outcomes(archive, lines(tmp_path / "a.jsonl", {"text": PIER})) == ["new"]
    assert outcomes(archive, lines(tmp_path / "b.jsonl", {"text": MARKET})) == ["new"]
    assert outcomes(archive, lines(tmp_path / "c.jsonl", {"text": PIER.replace("rotten", "worn")})) == ["changed"]


def test_what_failed_is_listed_with_its_reason_and_tried_again(archive: Archive, tmp_path: Path) -> None:
    path = lines(tmp_path / "a.jsonl", PIER_PAGE, {"text": ""})
    assert outcomes(archive, path) == ["new", "failed"]
    (failure,) = archive.failures().to_pylist()
    assert failure["name"] == f"{path}:2"
    assert failure["problem"]
    assert list(archive.add(retry=True)["outcome"].to_pylist()) == ["same", "failed"]
    assert archive.failures().to_pylist()[0]["tries"] == 2
    lines(path, PIER_PAGE, MARKET_PAGE)
    assert list(archive.add(retry=True)["outcome"].to_pylist()) == ["same", "new"]
    assert archive.failures().num_rows == 0


def test_search_finds_words_in_any_inflection_and_shows_where_they_stand(archive: Archive, tmp_path: Path) -> None:
    archive.add(lines(tmp_path / "a.jsonl", PIER_PAGE, MARKET_PAGE))
    (row,) = archive.search("timber").to_pylist()
    assert [row["content"][start:end] for start, end in row["matches"]] == ["timbers"]
    assert row["speaker"] == "Ines Calder"
    assert row["chain"] == "The Tidings → NWA → Ines Calder"
    both = archive.search('"a roof of glass" OR timbers').to_pylist()
    assert {hit["outlet"] for hit in both} == {"The Post", "The Tidings"}
    assert archive.search("roof -glass").num_rows == 0


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        ({"outlet": "the tidings"}, True),
        ({"since": "2024-05-05", "speaker": "Calder"}, False),
        ({"until": "2024-05-04", "speaker": "Lind"}, False),
        ({"sourced": "unnamed"}, True),
        ({"kind": "direct", "speaker": "Mara Lind"}, True),
        ({"depth": 9}, False),
    ],
)
def test_filters_keep_what_passes(archive: Archive, tmp_path: Path, filters: dict[str, Any], count: bool) -> None:
    archive.add(lines(tmp_path / "a.jsonl", PIER_PAGE, MARKET_PAGE))
    assert bool(archive.search(**filters).num_rows) is count


def test_who_tells_what_somebody_said(archive: Archive, tmp_path: Path) -> None:
    archive.add(lines(tmp_path / "a.jsonl", PIER_PAGE, MARKET_PAGE))
    said = archive.who("Calder").to_pylist()
    assert {row["speaker"] for row in said} == {"Ines Calder"}
    assert [row["day"] for row in said] == sorted(row["day"] for row in said)
    with pytest.raises(sayso.InputError, match="nobody"):
        archive.who("Nemo")
