"""Our own bundles of stories say what their README says they say."""

from __future__ import annotations

import tomllib
from collections import Counter
from datetime import datetime
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

BUNDLES = Path(__file__).parent / "bundles"
NAMES = sorted(path.parent.name for path in BUNDLES.glob("*/bundle.toml"))
CHANGES = {"identical", "shortened", "lengthened", "spliced", "reworded"}
LOSSES = {"speaker", "link", "hedge", "negation", "headline"}
FIELDS = {
    "story": {"file", "outlet", "published"},
    "mention": {"story", "words", "utterance", "claim", "root", "via", "change", "losses"},
    "claim": {"number", "independent", "first_seen"},
}
OPTIONAL = {"via"}


@cache
def bundle(name: str) -> dict[str, Any]:
    """The gold of a bundle, as its file has it."""
    return tomllib.loads((BUNDLES / name / "bundle.toml").read_text(encoding="utf-8"))


def text(name: str, file: str) -> str:
    return (BUNDLES / name / file).read_text(encoding="utf-8")


def mentions(name: str, **wanted: object) -> list[dict[str, Any]]:
    """The mentions of a bundle whose fields are as wanted."""
    return [mention for mention in bundle(name)["mention"] if all(mention[key] == value for key, value in wanted.items())]


def words(mention: dict[str, Any]) -> str:
    return f"{mention['story']}: {mention['words']}"


def test_there_are_bundles() -> None:
    assert NAMES
    assert {path.name for path in BUNDLES.iterdir() if path.is_dir()} == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_bundle_has_the_fields_of_the_readme_and_no_others(name: str) -> None:
    gold = bundle(name)
    assert gold.keys() == {"what", *FIELDS}
    for table, fields in FIELDS.items():
        for row in gold[table]:
            assert row.keys() | OPTIONAL == fields | OPTIONAL, row
    for mention in gold["mention"]:
        assert mention["change"] in CHANGES, words(mention)
        assert set(mention["losses"]) <= LOSSES, words(mention)
        assert len(set(mention["losses"])) == len(mention["losses"]), words(mention)


@pytest.mark.parametrize("name", NAMES)
def test_each_story_is_there_once_is_short_and_carries_a_claim(name: str) -> None:
    files = [story["file"] for story in bundle(name)["story"]]
    assert sorted(files) == sorted(path.name for path in (BUNDLES / name).glob("*.txt"))
    assert {mention["story"] for mention in bundle(name)["mention"]} == set(files)
    assert 4 <= len(files) <= 10
    for file in files:
        assert 60 <= len(text(name, file).split()) <= 220, file


@pytest.mark.parametrize("name", NAMES)
def test_the_words_of_a_mention_stand_in_its_story_once(name: str) -> None:
    assert {words(mention): text(name, mention["story"]).count(mention["words"]) for mention in bundle(name)["mention"]} == {
        words(mention): 1 for mention in bundle(name)["mention"]
    }


@pytest.mark.parametrize("name", NAMES)
def test_an_utterance_has_one_claim_and_one_root_and_is_somewhere_whole(name: str) -> None:
    for letter in {mention["utterance"] for mention in bundle(name)["mention"]}:
        same = mentions(name, utterance=letter)
        assert len({(mention["claim"], mention["root"]) for mention in same}) == 1, letter
        assert "identical" in {mention["change"] for mention in same}, letter


@pytest.mark.parametrize("name", NAMES)
def test_what_is_lost_stands_in_another_mention(name: str) -> None:
    for mention in bundle(name)["mention"]:
        same = mentions(name, utterance=mention["utterance"])
        for loss in set(mention["losses"]) - {"headline"}:
            assert any(loss not in other["losses"] for other in same), f"{words(mention)}: nobody has the {loss}"
        for less in ("headline", "link"):
            assert not {"speaker", less} <= set(mention["losses"]), f"{words(mention)}: no speaker, so no {less} to lose"


@pytest.mark.parametrize("name", NAMES)
def test_a_root_that_is_an_outlet_and_a_via_are_consistent(name: str) -> None:
    outlets = {story["file"]: story["outlet"] for story in bundle(name)["story"]}
    for mention in bundle(name)["mention"]:
        kind, _, described = mention["root"].rpartition(": ")
        assert kind in {"", "unnamed", "outlet"}, words(mention)
        assert kind != "outlet" or described in outlets.values(), words(mention)
        assert mention.get("via") != outlets[mention["story"]], words(mention)


@pytest.mark.parametrize("name", NAMES)
def test_claims_are_numbered_and_count_no_more_than_their_roots(name: str) -> None:
    claims = bundle(name)["claim"]
    assert [claim["number"] for claim in claims] == list(range(1, len(claims) + 1))
    assert {mention["claim"] for mention in bundle(name)["mention"]} == {claim["number"] for claim in claims}
    for claim in claims:
        roots = {mention["root"] for mention in mentions(name, claim=claim["number"])}
        assert 1 <= claim["independent"] <= len(roots), claim


@pytest.mark.parametrize("name", NAMES)
def test_first_seen_is_the_story_that_was_published_first(name: str) -> None:
    published = {story["file"]: story["published"] for story in bundle(name)["story"]}
    moments = {file: datetime.fromisoformat(when) for file, when in published.items()}
    assert len({moment.tzinfo for moment in moments.values()}) == 1, "a day and a moment cannot be put in order"
    for claim in bundle(name)["claim"]:
        files = {mention["story"] for mention in mentions(name, claim=claim["number"])}
        first, *later = sorted(files, key=lambda file: moments[file])
        assert claim["first_seen"] == first
        assert all(moments[one] < moments[other] for one, other in pairwise([first, *later[:1]])), "two are first"


@pytest.mark.parametrize("name", NAMES)
def test_near_claims_are_told_apart_by_their_words(name: str) -> None:
    twice = Counter((mention["story"], mention["words"]) for mention in bundle(name)["mention"])
    assert {place for place, count in twice.items() if count > 1} == set()
