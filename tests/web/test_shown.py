"""Pages and API show what was said or written for sure, and the rest where it is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from sayso.archive import Archive
from tests.archive.stories import Told, put, story
from tests.web.conftest import serving

TOLD = (
    Told("the pier is rotten", act="speech", confidence=0.97),
    Told("the pier will fall", act="thought", confidence=0.9),
    Told("to close the pier", act="intention"),
    Told("the pier is a hat", act="speech", confidence=0.2, unsure=True),
    Told("the pier is a ship", None, act="speech", no_name="anonymous"),
    Told("the pier is a shame", None, act="writing", no_name="vague"),
)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of an archive with one story, in which all sorts of things are done."""
    place = str(Path(tmp_path_factory.mktemp("shown")) / "news.db")
    put(place, story("deeds", *TOLD, outlet="The Tidings", published="2024-05-03"))
    with Archive(place) as archive, serving(archive) as served, served.client() as opened:
        yield opened


def found(client: httpx.Client, query: str) -> list[str]:
    """What a search finds."""
    return sorted(each["content"] for each in client.get(f"/api/v1/search?{query}").json()["items"])


def test_a_search_finds_what_was_said_or_written_for_sure_and_more_if_asked(client: httpx.Client) -> None:
    assert found(client, "words=pier") == ["the pier is a shame", "the pier is a ship", "the pier is rotten"]
    assert found(client, "act=thought,intention") == ["the pier will fall", "to close the pier"]
    assert found(client, "act=speech&unsure=true&sourced=named") == ["the pier is a hat", "the pier is rotten"]
    assert found(client, "sourced=anonymous") == ["the pier is a ship"]
    assert found(client, "sourced=vague&words=pier") == ["the pier is a shame"]
    assert len(found(client, "act=all&unsure=true")) == len(TOLD)


@pytest.mark.parametrize("act", ["shout", "speech,", "", "all,speech"])
def test_what_is_no_act_is_refused(client: httpx.Client, act: str) -> None:
    answer = client.get("/api/v1/search", params={"act": act})
    assert (answer.status_code, "act" in answer.json()["detail"]) == (422, True)


def test_a_hit_says_what_was_done_and_is_marked_where_it_is_unsure(client: httpx.Client) -> None:
    page = client.get("/search?words=hat&unsure=true").text
    assert '<span class="tag unsure">unsure</span>' in page
    assert "/stories/1?unsure=true#story-0-3" in page
    assert '<span class="tag thought">thought</span>' in client.get("/search?words=fall&act=all").text
    assert "(anonymous)" in client.get("/search?words=ship").text


def test_a_form_keeps_what_was_asked_for(client: httpx.Client) -> None:
    page = client.get("/search?act=thought,intention&unsure=true").text
    assert '<option value="thought,intention" selected>' in page
    assert '<option value="true" selected>shown, marked</option>' in page


def test_a_story_leaves_out_what_is_unsure_and_leads_to_it(client: httpx.Client) -> None:
    page = client.get("/stories/1").text
    assert 'href="?unsure=true">show 1 more that may be misread</a>' in page
    assert 'id="card-0-3"' not in page
    assert "1 more may be misread and is left out." in page
    whole = client.get("/stories/1?unsure=true").text
    assert 'id="card-0-3"' in whole
    assert "leave out what may be misread" in whole
    # Programs get all, and what is unsure is told as such.
    told = client.get("/api/v1/stories/1").json()["story"]["statements"]
    assert [each.get("unsure", False) for each in told] == [each.unsure for each in TOLD]


def test_thoughts_and_intentions_stand_apart_in_the_list_of_a_story(client: httpx.Client) -> None:
    listed = client.get("/stories/1").text.split('<section class="unsaid">')[1]
    assert "Thought or wanted, not said" in listed
    assert listed.index("the pier will fall") < listed.index("to close the pier")


def test_a_speaker_is_counted_and_shown_by_what_was_said_and_their_thoughts_are_a_link_away(client: httpx.Client) -> None:
    page = client.get("/speakers/1").text
    assert "the pier is rotten" in page
    assert "the pier will fall" not in page
    assert "/speakers/1?act=thought%2Cintention" in page
    thoughts = client.get("/speakers/1?act=thought,intention").text
    assert "the pier will fall" in thoughts
    assert "the pier is rotten" not in thoughts


def test_an_audit_counts_anonymous_sources_apart_and_its_numbers_lead_to_them(client: httpx.Client) -> None:
    row = client.get("/api/v1/audit").json()["all"]
    assert [row[cell] for cell in ("statements", "named", "unnamed", "anonymous", "vague", "group", "nobody")] == [
        3, 1, 2, 1, 1, 0, 0,
    ]  # fmt: skip
    assert "/search?sourced=anonymous&amp;newest=true" in client.get("/audit").text
    everything = client.get("/api/v1/audit?act=all&unsure=true").json()["all"]
    assert (everything["statements"], everything["filters"]) == (len(TOLD), {"act": "all", "unsure": True})


def test_a_list_of_stories_says_how_many_statements_rest_on_somebody_anonymous(client: httpx.Client) -> None:
    (listed,) = client.get("/api/v1/stories").json()["items"]
    assert listed["statements"] == 3
