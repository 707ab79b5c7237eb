from collections.abc import Iterator
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sayso.archive import Archive
from sayso.ask.audit.audit import Audit, Row
from sayso.ask.audit.counts import CELLS
from sayso.ask.search import Query, count
from sayso.errors import InputError, UnknownError
from sayso.story import Sourced
from tests.archive.stories import Told, know, put, story
from tests.ask.audit.audited import OUTLETS, fill, name


@pytest.fixture(scope="module")
def audited(shared_place: str) -> Iterator[Archive]:
    fill(shared_place)
    with Archive(shared_place) as opened:
        yield opened


def sought(archive: Archive, query: Query) -> int:
    """How many statements the database itself finds."""
    with archive._reading() as connection:
        return count(connection, query)


ASKED: tuple[dict[str, Any], ...] = (
    {},
    {"by": "gender"},
    {"by": "role", "outlet": "echo"},
    *({"outlet": outlet} for outlet in OUTLETS if outlet),
    {"outlet": "none such"},
    {"outlet": "#1"},
    {"since": "2024"},
    {"since": "2024-01-20", "until": "2024-02"},
    {"until": "2023"},
    {"since": "2025"},
    {"speaker": "Ines Calder", "by": "gender"},
    {"speaker": "Petra Quist", "by": "gender"},
    {"speaker": "Harbour Board", "since": "2024", "outlet": "Echo"},
    {"act": "all", "unsure": True},
    {"act": "thought,intention", "by": "gender"},
    {"unsure": True, "speaker": "Ines Calder"},
)


@pytest.mark.parametrize("asked", ASKED, ids=str)
def test_every_number_is_that_of_the_statements_behind_it(audited: Archive, asked: dict[str, Any]) -> None:
    told = audited.audit(**asked, limit=100)
    for row in told.rows():
        for cell in CELLS:
            query = row.behind(cell)
            found = sought(audited, query) if query is not None else 0
            assert found == getattr(row, cell), (row.table, row.name, cell, query)


@pytest.mark.parametrize("asked", ASKED, ids=str)
def test_stories_and_chains_are_those_of_the_statements_behind(audited: Archive, asked: dict[str, Any]) -> None:
    for row in audited.audit(**asked, limit=100).rows():
        query = row.behind("statements")
        hits = audited.hits(Query(**{**(row.filters or {}), "limit": 1000})) if query else []
        assert row.stories == len({hit.story_id for hit in hits})
        assert row.chain == round(sum(hit.chain_length for hit in hits) / max(len(hits), 1), 3)


@pytest.mark.parametrize("asked", ASKED, ids=str)
def test_each_table_adds_up_to_all(audited: Archive, asked: dict[str, Any]) -> None:
    told = audited.audit(**asked, limit=100)
    for rows in (told.outlets, told.months):
        for cell in ("stories", *CELLS):
            assert sum(getattr(row, cell) for row in rows) == getattr(told.all, cell)
    every = told.all
    assert every.statements == every.named + every.unnamed + every.nobody == audited.count(Query(**every.filters or {}))
    assert sum(row.statements for row in told.speakers) == every.named


@pytest.mark.parametrize("asked", ASKED, ids=str)
def test_pages_of_a_table_are_the_parts_of_the_whole(audited: Archive, asked: dict[str, Any]) -> None:
    whole = audited.audit(**asked, limit=100)
    pages = [audited.audit(**asked, limit=2, offset=offset) for offset in range(0, 40, 2)]
    for name_ in ("outlets", "speakers", "people", "values"):
        rows = getattr(whole, name_)
        assert tuple(row for page in pages for row in getattr(page, name_)) == rows
        assert {page.sizes[name_] for page in pages} == {len(rows)}
    assert all((page.all, page.months) == (whole.all, whole.months) for page in pages)


QUERIES = st.builds(
    Query,
    words=st.sampled_from([None, None, None, "pier"]),
    speaker=st.sampled_from([None, None, "#1", "#3", "#999", "Mara Lind", "Bray"]),
    outlet=st.sampled_from([None, None, *filter(None, OUTLETS), "#1", "#99", "none such"]),
    since=st.sampled_from([None, None, "2024", "2024-01", "2024-02", "2024-02-01", "2024-02-29", "2025", "0001"]),
    until=st.sampled_from([None, None, "2024", "2024-01", "2024-02", "2024-02-29", "2023", "9999"]),
    without=st.sampled_from([None, None, "outlet", "date"]),
    kind=st.sampled_from([None, None, "direct", "indirect"]),
    where=st.sampled_from([None, None, "body"]),
    stance=st.sampled_from([None, None, "neutral", "endorsing"]),
    sourced=st.sampled_from([None, None, *get_args(Sourced)]),
    act=st.sampled_from([Query().act, Query().act, "all", "speech", "thought,intention"]),
    unsure=st.booleans(),
    negated=st.sampled_from([None, None, True, False]),
    attribute=st.sampled_from([None, None, "gender=woman", "role="]),
    depth=st.integers(0, 3),
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(QUERIES)
def test_what_is_counted_in_memory_is_what_the_database_finds(audited: Archive, query: Query) -> None:
    audited.audit()
    assert audited.count(query) == sought(audited, query)


def test_what_is_audited_is_what_was_said_or_written_for_sure_unless_more_is_asked_for(audited: Archive) -> None:
    sure, more, everything = (
        audited.audit(**asked).all.statements for asked in ({}, {"unsure": True}, {"act": "all", "unsure": True})
    )
    assert 0 < sure < more < everything == sought(audited, Query(act="all", unsure=True))
    with pytest.raises(InputError, match="shouting: is no act"):
        audited.audit(act="shouting")


def test_those_whom_the_writer_leaves_unnamed_are_told_from_critics_crowds_and_nobody(audited: Archive) -> None:
    told = audited.audit().all
    assert min(told.anonymous, told.vague, told.group, told.unnamed - told.anonymous - told.vague - told.group, told.nobody) > 0
    assert told.named + told.unnamed + told.nobody == told.statements


def row_of(rows: tuple[Row, ...], name_: str | None) -> Row:
    (found,) = [row for row in rows if row.name == name_]
    return found


def test_the_largest_counts_come_first_and_months_in_their_order(audited: Archive) -> None:
    told = audited.audit(limit=100)
    for rows, cell in ((told.outlets, "statements"), (told.speakers, "statements"), (told.people, "naming")):
        counts = [getattr(row, cell) for row in rows]
        assert counts == sorted(counts, reverse=True)
    assert [row.name for row in told.months] == ["2023-12", "2024-01", "2024-02", "2024-03", None]


def test_who_is_quoted_is_told_from_whom_the_stories_are_about(audited: Archive) -> None:
    people = audited.audit(limit=100).people
    ott = row_of(people, "Nils Ott")
    assert (ott.naming, ott.about, ott.stories, ott.statements, ott.number) == (3, 1, 0, 0, None)
    assert ott.behind("statements") is None
    calder = row_of(people, "Ines Calder")
    assert calder.about == 1
    assert calder.naming is not None
    assert calder.naming >= calder.stories > 0
    assert "Norland" not in {row.name for row in people}


def test_whom_a_story_names_without_quoting_him_is_the_speaker_of_that_name_if_there_is_one_only(place: str) -> None:
    put(
        place,
        story("1", Told("it is late", "Ines Calder")),
        story("2", Told("it is early", "Owen Bray", "pilot", "Coast Guard")),
        story("3", Told("it is noon", "Owen Bray", "baker", "Mill Lane Bakery")),
        story("4", Told("it is night", None)),
    )
    name(place, 4, ("Ines Calder", True), ("Owen Bray", True))
    with Archive(place) as archive:
        people = archive.audit().people
    calder = row_of(people, "Ines Calder")
    assert (calder.naming, calder.about, calder.stories) == (2, 1, 1)
    assert sorted((row.naming, row.about, row.number is None) for row in people if row.name == "Owen Bray") == [
        (1, 0, False),
        (1, 0, False),
        (1, 1, True),
    ]


def test_values_are_broken_down_with_a_row_for_what_is_not_known(audited: Archive) -> None:
    told = audited.audit(by="gender", limit=100)
    # Of one whom a merge gave two values, what is told of her own name counts.
    assert {row.name for row in told.values} == {"woman", "man", None}
    assert row_of(told.values, "woman").statements >= audited.audit(speaker="Ada Brill").all.statements
    assert audited.audit().values == ()


def test_what_makes_no_sense_is_refused(audited: Archive) -> None:
    with pytest.raises(UnknownError, match="There are: gender, role"):
        audited.audit(by="age")
    with pytest.raises(UnknownError, match="no speaker"):
        audited.audit(speaker=999)
    with pytest.raises(InputError, match="nobody"):
        audited.audit(speaker="Nemo")
    with pytest.raises(InputError, match="is no date"):
        audited.audit(since="May")


def test_a_merged_speaker_is_found_by_either_number(audited: Archive) -> None:
    (quist,) = (each.speaker_id for each in audited.merges() if each.undone is None)
    told = audited.audit(speaker=quist)
    assert told.all.statements == audited.audit(speaker="Ada Brill").all.statements > 0


def test_an_archive_without_stories_is_all_zeros(place: str) -> None:
    put(place)
    with Archive(place) as archive:
        told = archive.audit()
    assert told.all == Row("all", None)
    assert [*told.rows()] == [told.all]


def test_tables_are_arrow(audited: Archive) -> None:
    told: Audit = audited.audit(by="gender", limit=3)
    assert told.table("speakers")["statements"].to_pylist() == [row.statements for row in told.speakers]
    assert set(told.table()["table"].to_pylist()) == {"all", "outlets", "speakers", "people", "values", "months"}
    assert told.table("people").schema == told.table("months").schema
    assert "filters" not in told.table().column_names


def test_an_attribute_that_is_learnt_counts_at_once(place: str) -> None:
    put(place, story("1", Told("it is late", "Ines Calder")))
    know(place, "gender", ines_calder="woman")
    with Archive(place) as archive:
        assert row_of(archive.audit(by="gender").values, "woman").statements == 1
        know(place, "role", ines_calder="pilot")
        assert row_of(archive.audit(by="role").values, "pilot").statements == 1
