"""Statements of several outlets find their utterances and claims, in whatever order they come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations
from pathlib import Path
from shutil import copy
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, text

from sayso.archive import schema
from sayso.archive.database import connect, writing
from sayso.archive.links import rebuild, unlink
from sayso.story import Link, Story
from tests.archive.claims import anew, claims, sizes
from tests.archive.stories import Told, put, story

ROTTEN = "“The timbers of the old pier are rotten through, and nobody should walk there until the board has seen it”"
CUT = "“the timbers of the old pier are rotten through”"
DREDGING = "the dredging of the outer harbour would stop on Friday"
LEVY = "the council had promised the fishermen a levy of nine crowns on every crate"


def from_outlet(outlet: str, *told: Told, published: str | None = "2024-05-03", agency: str | None = None) -> Story:
    """A story of an outlet, with chains that begin there."""
    url = f"https://{outlet.replace(' ', '-')}.example/{abs(hash(told))}"
    made = story(f"{outlet} {published}", *told, outlet=outlet, published=published, url=url)
    first = (Link("outlet", outlet), *((Link("agency", agency),) if agency else ()))
    return replace(made, statements=tuple(replace(each, chain=(*first, *each.chain)) for each in made.statements))


STORIES = (
    from_outlet("Tidings", Told(ROTTEN), Told(DREDGING, "Owen Bray")),
    from_outlet("Courier", Told(CUT, "Lind"), published="2024-05-04"),
    from_outlet("Gazette", Told(f"that {CUT}"), Told(LEVY, "Owen Bray"), published="2024-05-05"),
    from_outlet("Evening Post", Told("dredging of the outer harbour would stop Friday", "Bray"), Told(ROTTEN)),
    from_outlet("Herald", Told("the timbers of the old pier are rotten through", "Ada Kell"), published=None),
    from_outlet("Mirror", Told(DREDGING, None, no_name="anonymous"), published="2024-05-06"),
    from_outlet("Observer", Told(CUT), published="2024-09-06"),
)


def grouped(place: str) -> list[list[str]]:
    """The outlets of each claim of more than one mention."""
    return sorted(sorted(told.split(" | ")[0] for told in mentions) for mentions, _, _ in claims(place) if len(mentions) > 1)


def test_outlets_that_give_the_same_are_one_claim(place: str) -> None:
    put(place, *STORIES)
    # The Observer quotes one speaker at length, though months later.
    assert grouped(place) == [["Courier", "Evening Post", "Gazette", "Observer", "Tidings"], ["Evening Post", "Mirror", "Tidings"]]


@pytest.mark.parametrize("order", [*permutations(range(4))][::5])
def test_the_order_of_arrival_does_not_matter(place: str, tmp_path: Path, order: Sequence[int]) -> None:
    put(place, *STORIES)
    other = str(tmp_path / "other.db")
    put(other, *(STORIES[each] for each in (*order, *range(4, len(STORIES)))))
    assert claims(other) == claims(place)


WORDS = ["timbers", "pier", "rotten", "dredging", "harbour", "ferry", "levy", "crowns", "council", "Friday", "not", "40", "may"]
CONTENT = st.lists(st.sampled_from(WORDS), min_size=3, max_size=9).map(" ".join) | st.sampled_from([ROTTEN, CUT, DREDGING, LEVY])
TOLD = st.tuples(CONTENT, st.sampled_from(["Mara Lind", "Owen Bray", "Lind", None])).map(lambda told: Told(*told))
MANY = st.lists(
    st.builds(
        lambda outlet, told, day: from_outlet(outlet, *told, published=day),
        st.sampled_from(["Tidings", "Courier", "Gazette", "Herald", "Mirror"]),
        st.lists(TOLD, min_size=1, max_size=3),
        st.sampled_from(["2024-05-03", "2024-05-10", "2024-05-31", None]),
    ),
    min_size=2,
    max_size=5,
    unique_by=lambda each: (each.outlet, each.text),
)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive without stories: to copy it takes less time than to make one."""
    path = tmp_path_factory.mktemp("empty") / "empty.db"
    connect(path, create=True).dispose()
    return path


@pytest.mark.slow
@given(MANY, st.data())
@settings(max_examples=4, suppress_health_check=[HealthCheck.too_slow])
def test_any_stories_in_any_order_make_the_same_claims_and_so_does_a_rebuild(
    empty: Path, stories: list[Story], data: st.DataObject
) -> None:
    with TemporaryDirectory() as folder:
        one, other = (str(copy(empty, f"{folder}/{name}.db")) for name in ("one", "other"))
        put(one, *stories)
        put(other, *data.draw(st.permutations(stories)))
        before = claims(one)
        assert claims(other) == before
        anew(one)
        assert claims(one) == before


def test_a_rebuild_gives_the_same(place: str) -> None:
    put(place, *STORIES)
    before = claims(place)
    anew(place)
    assert claims(place) == before


def test_a_rebuild_that_was_stopped_goes_on_with_the_rest(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    put(place, *STORIES)
    before = claims(place)
    monkeypatch.setattr("sayso.archive.links.BATCH", 2)
    engine = connect(place)
    stopped = rebuild(engine, place)
    assert [next(stopped), next(stopped)] == [(2, 7), (4, 7)]
    stopped.close()
    assert [done for done, _ in rebuild(engine, place)] == [6, 7, 7]
    engine.dispose()
    assert claims(place) == before


def test_a_story_that_changes_takes_its_mentions_along(place: str) -> None:
    put(place, *STORIES)
    first = STORIES[3]
    changed = replace(from_outlet("Evening Post", Told(LEVY, "Owen Bray")), url=first.url)
    assert put(place, changed)[0].outcome == "changed"
    assert grouped(place) == [["Courier", "Gazette", "Observer", "Tidings"], ["Evening Post", "Gazette"], ["Mirror", "Tidings"]]


def test_a_claim_falls_apart_when_what_held_it_together_goes(place: str) -> None:
    put(place, *STORIES[:3])
    engine = connect(place)
    with writing(engine) as connection:
        unlink(connection, 1)
    engine.dispose()
    assert grouped(place) == [["Courier", "Gazette"]]


def test_a_date_that_is_learnt_later_finds_what_is_of_its_time(place: str) -> None:
    undated = from_outlet("Herald", Told(DREDGING, "Owen Bray"), published=None)
    put(place, STORIES[3], undated)
    assert grouped(place) == []
    put(place, replace(undated, published="2024-05-05"))
    assert grouped(place) == [["Evening Post", "Herald"]]


OWN = "The dredging of the outer harbour will stop on Friday."


def own(outlet: str, published: str) -> Story:
    """A story in which the outlet says itself what others have from Owen Bray."""
    made = from_outlet(outlet, Told(LEVY, "Mara Lind"), published=published)
    return replace(made, text=f"{made.text}\n{OWN} Nobody was hurt, and the weather held all day.", url=f"{made.url}/own")


def test_a_sentence_of_the_outlets_own_joins_a_claim_and_has_lost_its_speaker(place: str) -> None:
    put(place, own("Mirror", "2024-05-04"), STORIES[0], own("Globe", "2024-05-05"))
    assert {told for mentions, _, _ in claims(place) for told in mentions if OWN in told} == {
        f"{outlet} | {OWN} | reworded | speaker | Owen Bray" for outlet in ("Mirror", "Globe")
    }


@pytest.mark.parametrize("order", [*permutations(range(3))])
def test_sentences_of_outlets_own_join_in_any_order(place: str, tmp_path: Path, order: Sequence[int]) -> None:
    some = (STORIES[0], own("Mirror", "2024-05-04"), own("Globe", "2024-05-05"))
    put(place, *some)
    other = str(tmp_path / "other.db")
    put(other, *(some[each] for each in order))
    assert claims(other) == claims(place)
    anew(other)
    assert claims(other) == claims(place)


def test_two_outlets_that_say_it_themselves_make_no_claim(place: str) -> None:
    put(place, own("Mirror", "2024-05-04"), own("Globe", "2024-05-05"))
    assert not any(OWN in told for mentions, _, _ in claims(place) for told in mentions)


def test_a_sentence_is_forgotten_when_the_statement_that_it_repeats_goes(place: str) -> None:
    put(place, STORIES[0], own("Mirror", "2024-05-04"))
    put(place, replace(from_outlet("Tidings", Told(LEVY, "Owen Bray")), url=STORIES[0].url))
    engine = connect(place)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM statement WHERE act = 'assertion'")).scalar() == 0
    engine.dispose()


def test_an_unsure_statement_joins_what_others_have(place: str) -> None:
    said = from_outlet("Globe", Told(DREDGING, "Owen Bray"))
    put(place, STORIES[0], replace(said, statements=tuple(replace(each, unsure=True) for each in said.statements)))
    assert grouped(place) == [["Globe", "Tidings"]]


def test_what_somebody_declared_stands(place: str) -> None:
    put(place, *STORIES[:3])
    engine = connect(place)
    with writing(engine) as connection:
        first = [int(row.id) for row in connection.execute(text("SELECT id FROM statement WHERE number = 0 ORDER BY id"))]
        declared = {"a_id": first[0], "b_id": first[1], "together": False, "why": "two", "made": "2024-06-01"}
        connection.execute(insert(schema.tie_by_hand), declared)
    engine.dispose()
    anew(place)
    assert ["Courier", "Gazette", "Tidings"] not in grouped(place)


def test_a_statement_that_only_passes_on_another_is_no_claim_of_its_own(place: str) -> None:
    passed = (Told(f"Bray said {DREDGING}", "Mara Lind"), Told(DREDGING, "Owen Bray", inside=0))
    made = from_outlet("Tidings", *passed)
    # The inner content stands within the outer one.
    outer = made.statements[0].content[0]
    inner = replace(made.statements[1], content=(outer._replace(start=outer.end - len(DREDGING)),))
    put(place, replace(made, statements=(made.statements[0], inner)), from_outlet("Courier", Told(DREDGING, "Owen Bray")))
    assert sizes(place)[0] == 2
