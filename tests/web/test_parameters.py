"""From the query string of an address to what is asked, and back."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, get_args
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from sayso.ask.search import Query, Without, day
from sayso.ingest import from_text
from sayso.story import ACTS, Kind, Sourced, Stance, Where
from sayso.web.parameters import (
    DATE,
    FURTHEST,
    LONGEST,
    MOMENT,
    MOST,
    AuditParameters,
    ChangesParameters,
    Fields,
    ListParameters,
    Moment,
    Paged,
    SearchParameters,
)
from sayso.web.templating import link

NAMES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=40).filter(str.strip)
DATES = st.dates(min_value=date(1000, 1, 1)).map(str).flatmap(lambda day: st.sampled_from([day, day[:7], day[:4]]))
NUMBERS = st.integers(1, 2**31 - 1)
ANY: dict[str, st.SearchStrategy[Any]] = {
    "limit": st.integers(1, MOST),
    "offset": st.integers(0, FURTHEST),
    "depth": st.integers(0, 100),
    "negated": st.booleans(),
    "newest": st.booleans(),
    "story": NUMBERS,
    "speaker": NAMES,
    "kind": st.sampled_from(get_args(Kind)),
    "where": st.sampled_from(get_args(Where)),
    "stance": st.sampled_from(get_args(Stance)),
    "sourced": st.sampled_from(get_args(Sourced)),
    "act": st.lists(st.sampled_from(ACTS), min_size=1, max_size=4).map(",".join) | st.just("all"),
    "unsure": st.booleans(),
    "without": st.sampled_from(get_args(Without)),
    **dict.fromkeys(("since", "until", "said_since", "said_until"), DATES),
    **dict.fromkeys(("words", "outlet", "attribute", "by"), NAMES),
}


def any_of(kind: type[Fields]) -> st.SearchStrategy[Fields]:
    """Whatever may be asked, each field or not."""
    fields = {name: ANY[name] for name in kind.model_fields}
    if kind is AuditParameters:
        fields["speaker"] = NUMBERS
    return st.fixed_dictionaries({}, optional=fields).map(lambda given: kind(**given))


@given(any_of(ListParameters) | any_of(SearchParameters) | any_of(ChangesParameters) | any_of(AuditParameters))
def test_an_address_reads_back_to_what_was_asked(asked: Fields) -> None:
    address = link("/search", dict(asked.further()))
    given = dict(parse_qsl(urlsplit(address).query, keep_blank_values=True, strict_parsing=bool(urlsplit(address).query)))
    assert type(asked).of(given) == asked


@given(any_of(SearchParameters), DATES)
def test_a_field_is_put_in_the_place_of_another_and_none_takes_it_out(asked: Fields, since: str) -> None:
    assert SearchParameters.of(asked.further(since=since)) == asked.model_copy(update={"since": since})
    assert SearchParameters.of(asked.further(since=None)) == asked.model_copy(update={"since": None})


@given(any_of(SearchParameters))
def test_every_filter_reaches_the_archive(asked: Fields) -> None:
    assert isinstance(asked, SearchParameters)
    query = asked.query()
    assert {name: getattr(query, name) for name in Query.__slots__} == asked.model_dump()


def test_what_is_at_its_usual_value_does_not_stand_in_an_address() -> None:
    assert SearchParameters(words="ferry", limit=20, offset=0, depth=0, newest=False).further() == {"words": "ferry"}
    assert SearchParameters(negated=False, newest=True).further() == {"negated": "false", "newest": "true"}


@pytest.mark.parametrize("empty", ["", " ", "\t\n"])
def test_a_field_that_nobody_filled_in_is_left_out(empty: str) -> None:
    assert SearchParameters.of({"words": "ferry", "speaker": empty, "since": empty, "depth": empty}) == SearchParameters(
        words="ferry"
    )


@pytest.mark.parametrize(
    "given",
    [
        {"limit": "0"},
        {"limit": str(MOST + 1)},
        {"offset": "-1"},
        {"offset": str(FURTHEST + 1)},
        {"words": "a" * (LONGEST + 1)},
        {"outlet": "a\0"},
        {"kind": "Direct"},
        {"negated": "perhaps"},
        {"wrods": "ferry"},
    ],
)
def test_what_makes_no_sense_is_refused_and_named(given: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match=next(iter(given))):
        SearchParameters.of(given)


@given(st.integers(1, MOST), st.integers(0, FURTHEST))
def test_the_part_after_this_one_begins_where_it_ends_and_can_be_asked_for(limit: int, offset: int) -> None:
    after = Paged(limit=limit, offset=offset).after()
    if after is None:
        assert offset + limit > FURTHEST
    else:
        assert Paged.of(after) == Paged(limit=limit, offset=offset + limit)


@given(st.dates(min_value=date(1000, 1, 1)))
def test_each_day_there_is_is_a_date_and_so_are_its_month_and_year(day: date) -> None:
    for told in (str(day), str(day)[:7], str(day)[:4]):
        assert ListParameters(since=told).since == told


def passes(told: str) -> bool:
    try:
        return ListParameters(since=told).since == told
    except ValidationError:
        return False


def is_day(told: str) -> bool:
    try:
        return bool(date.fromisoformat(told))
    except ValueError:
        return False


@given(st.from_regex(r"\A[1-9][0-9]{3}-[01][0-9]-[0-3][0-9]\Z"))
def test_just_those_days_pass_that_there_are(told: str) -> None:
    assert passes(told) == is_day(told)


@given(st.from_regex(DATE) | st.from_regex(r"\A[0-9]{4}(-[0-9]{2}){0,2}\Z") | st.text(max_size=12))
def test_what_passes_is_a_date_to_the_archive_too(told: str) -> None:
    assume(passes(told))
    first, last = day(told, "since")
    assert first.startswith(told)
    assert last.startswith(told)


@pytest.mark.parametrize(
    "told", ["2023-02-29", "1900-02-29", "2024-04-31", "2024-13", "2024-00", "0999", "24", "2024-5", "٢٠٢٤", "2024\n"]
)
def test_no_day_that_there_is_not_is_asked_for(told: str) -> None:
    with pytest.raises(ValidationError, match="is no date"):
        ListParameters(since=told)


MOMENTS = TypeAdapter(Moment)


@given(st.datetimes(min_value=datetime(1000, 1, 1)), st.sampled_from(["", "Z", "+05:30", "-11:00"]))
def test_a_moment_is_a_day_with_a_time_or_without(moment: datetime, zone: str) -> None:
    for told in (moment.isoformat() + zone, moment.isoformat(timespec="minutes") + zone, str(moment.date())):
        assert MOMENTS.validate_python(told) == told


@given(st.from_regex(MOMENT))
def test_what_passes_for_a_moment_is_one_to_the_reader_too(told: str) -> None:
    assume(not told.endswith("\n"))
    assert MOMENTS.validate_python(told) == told
    assert from_text("The pier is shut.", "a", published=told).published == told


@pytest.mark.parametrize("told", ["2024", "2024-05", "2024-02-30", "2024-05-31T24:00", "2024-05-31 14:00", "yesterday", ""])
def test_what_is_no_day_is_no_moment(told: str) -> None:
    with pytest.raises(ValidationError, match="is no date"):
        MOMENTS.validate_python(told)
