import string
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from sayso.archive import Archive
from sayso.archive.database import connect
from sayso.ask.query import terms
from sayso.ask.search import Query, hits
from sayso.errors import InputError
from tests.archive.stories import Told, put, story

CONTENTS = (
    "the timbers of the old pier are rotten",
    "the café at the façade pays for the naïve painter",
    "the roof of glass lets the morning in",
    "a glass of the roof is no roof",
    "councillors were running from the vote",
    "the fee is 12.50 crowns - no more",
    "trains from Łódź stop at the Große Straße near Tromsø",
    "the mayor of Lodz takes a train to Strasse Nine",
)


@pytest.fixture(scope="module")
def told(shared_place: str) -> Iterator[Archive]:
    """An archive in which these contents stand, a story each."""
    put(shared_place, *(story(f"s{number}", Told(content)) for number, content in enumerate(CONTENTS)))
    with Archive(shared_place) as opened:
        yield opened


def found(archive: Archive, words: str) -> set[int]:
    return {CONTENTS.index(row["content"]) for row in archive.search(words).to_pylist()}


@pytest.mark.parametrize(
    ("words", "which"),
    [
        ("timber", {0}),
        ("TIMBERS", {0}),
        ("run", {4}),
        ("councillor voting", {4}),
        ("cafe", {1}),
        ("CAFÉ", {1}),
        ("cafe\u0301 facade", {1}),
        ("roof glass", {2, 3}),
        ('"roof of glass"', {2}),
        ("“roof of glass”", {2, 3}),
        ('"roof of glass', {2}),
        ("timber OR cafe", {0, 1}),
        ("timber OR cafe roof", set()),
        ("timber OR", {0}),
        ("roof -morning", {3}),
        ('roof -"roof of glass"', {3}),
        ("roof - morning", {2}),
        ("the or of", set()),
        ("12.50", {5}),
        ("nothing", set()),
        ("Lodz", {6, 7}),
        ("łódź", {6, 7}),
        ("ŁÓDŹ -mayor", {6}),
        ("Strasse", {6, 7}),
        ("STRAẞE", {6, 7}),
        ("Tromso mayor", set()),
        ("Tromso train", {6}),
        ('"grosse strasse near tromso"', {6}),
        ('"Große Straße"', {6}),
        ("stop -Łódź", set()),
        ("mayor -tromsø", {7}),
    ],
)
def test_words_find_what_holds_them(told: Archive, words: str, which: set[int]) -> None:
    assert found(told, words) == which


@pytest.mark.parametrize("words", ["", "  ", "!?", '"', '""', "-", "--", "…", '"-"', "-timber", "\0", "👍"])
def test_a_search_for_no_word_is_refused_with_what_to_write(told: Archive, words: str) -> None:
    with pytest.raises(InputError, match="word"):
        told.search(words)


@pytest.mark.parametrize(
    "words",
    [
        "content:timbers",
        "timbers NEAR rotten",
        "NEAR(timbers rotten)",
        "timb*",
        "^timbers",
        "timbers AND roof",
        "timbers NOT rotten",
        "{content}: timbers",
        "statement_words MATCH 'x'",
        "'; DROP TABLE statement; --",
        "timbers & | ! <-> :*",
        "%",
        "_",
        "a" * 5000,
    ],
)
def test_what_the_databases_would_take_for_a_command_is_only_words(told: Archive, words: str) -> None:
    try:
        rows = told.search(words).num_rows
    except InputError:
        rows = 0
    assert rows == (1 if words == "^timbers" else 0 if words != "timbers & | ! <-> :*" else 1)
    assert found(told, "timbers") == {0}


def test_a_zero_character_is_a_gap_between_words(told: Archive) -> None:
    assert found(told, "timbers\0rotten") == {0}
    assert found(told, '"timbers\0of') == {0}


def test_half_a_character_is_refused(told: Archive) -> None:
    with pytest.raises(InputError, match="lone surrogate"):
        told.search("timber\ud800s")
    with pytest.raises(InputError, match="lone surrogate"):
        told.search(outlet="\udcff")


@pytest.mark.parametrize(
    ("words", "matched"),
    [
        ("timber", ["timbers"]),
        ("cafe facade naive", ["café", "façade", "naïve"]),
        ("run vote", ["running", "vote"]),
        ("Lodz strasse tromso", ["Łódź", "Straße", "Tromsø"]),
    ],
)
def test_matches_are_where_the_words_stand(told: Archive, words: str, matched: list[str]) -> None:
    (row,) = told.search(words).to_pylist()
    assert [row["content"][start:end] for start, end in row["matches"]] == matched


def test_matches_stand_right_behind_letters_of_several_code_points(place: str) -> None:
    content = "the cafe\u0301 ﬁnal 👩‍🚒 ½ İstanbul Ångström K pier"
    put(place, story("s", Told(content)))
    with Archive(place) as archive:
        (row,) = archive.search("pier").to_pylist()
        assert [row["content"][start:end] for start, end in row["matches"]] == ["pier"]
        (row,) = archive.search("cafe").to_pylist()
        assert [row["content"][start:end] for start, end in row["matches"]] in (["cafe\u0301"], ["cafe"])


def test_a_content_that_holds_the_marks_of_a_match_is_found(place: str) -> None:
    content = "the \ufdd1pier\ufdd2 and \ufdd1\ufdd1 the pier"
    put(place, story("s", Told(content)))
    with Archive(place) as archive:
        (row,) = archive.search("pier").to_pylist()
    assert row["content"] == content
    assert all(content[start:end] == "pier" for start, end in row["matches"])


DATED = {
    "hour": "2024-05-04T23:30:00+02:00",
    "day": "2024-05-04",
    "later": "2024-05-05T00:10:00+02:00",
    "last": "2024-12-31T08:00:00Z",
}


@pytest.mark.parametrize(
    ("since", "until", "which"),
    [
        ("2024-05-04", "2024-05-04", {"hour", "day"}),
        ("2024-05-05", None, {"later", "last"}),
        (None, "2024-05", {"hour", "day", "later"}),
        ("2024", "2024", set(DATED)),
        ("2025", None, set()),
        (None, "2023", set()),
        (None, "9999", set(DATED)),
        ("2024-W18", "2024-W18", {"hour", "day", "later"}),
    ],
)
def test_days_of_publication_hold_their_hours(place: str, since: str | None, until: str | None, which: set[str]) -> None:
    put(place, *(story(name, Told(f"it is {name}"), published=published) for name, published in DATED.items()))
    with Archive(place) as archive:
        found = {row["content"].removeprefix("it is ") for row in archive.search(since=since, until=until).to_pylist()}
        assert found == which
        assert {each.id for each in archive.stories(since=since, until=until)} == which


@pytest.mark.parametrize(
    ("since", "until", "which"),
    [
        ("2024-05-10", "2024-05-10", {"month", "interval", "open"}),
        ("2024-05-04", "2024-05-04", {"day", "month", "interval", "open"}),
        (None, "2024-03", set()),
        ("2024-08", None, {"open"}),
    ],
)
def test_a_saying_that_lasted_or_is_not_known_to_the_day_counts_for_all_of_its_days(
    place: str, since: str | None, until: str | None, which: set[str]
) -> None:
    when = {"day": "2024-05-04", "month": "2024-05", "interval": "2024-04-30/2024-07-02", "open": "2024-05-01/..", "none": None}
    put(place, *(story(name, Told(f"it is {name}", when=value)) for name, value in when.items()))
    with Archive(place) as archive:
        found = archive.search(said_since=since, said_until=until).to_pylist()
    assert {row["content"].removeprefix("it is ") for row in found} == which


@pytest.mark.parametrize(
    ("since", "until", "which"),
    [
        ("2024-04", "2024-04", {"april"}),
        ("2024-05", "2024-05", {"may"}),
        ("2024-05-02", None, set()),
        (None, "2023", {"december"}),
        ("2024-01", "2024-01", {"year"}),
        ("2024", "2024", {"year", "april", "may"}),
    ],
)
def test_a_story_of_which_only_month_or_year_is_known_counts_as_of_their_first_day(
    place: str, since: str | None, until: str | None, which: set[str]
) -> None:
    told = {"december": "2023-12-31T23:00:00Z", "year": "2024", "april": "2024-04-30", "may": "2024-05"}
    put(place, *(story(name, Told(f"the date is {name}"), published=published) for name, published in told.items()))
    with Archive(place) as archive:
        for words in (None, "date"):
            found = archive.search(words, since=since, until=until)["content"].to_pylist()
            assert {content.removeprefix("the date is ") for content in found} == which


@pytest.mark.parametrize("field", ["since", "until", "said_since", "said_until"])
@pytest.mark.parametrize("value", ["May", "2024-13", "2024-05-32", "9999-W52", "24", "-1", "2024-05-04T10"])
def test_what_is_no_date_is_refused(told: Archive, field: str, value: str) -> None:
    with pytest.raises(InputError, match="is no date"):
        told.search(**{field: value})


def test_a_version_that_no_longer_stands_is_not_found(place: str) -> None:
    old, new = (story("s", Told(content), url="https://a.example/1") for content in ("the pier is rotten", "the quay is sound"))
    put(place, old, new)
    with Archive(place) as archive:
        assert archive.search("pier").num_rows == 0
        assert archive.search(speaker="Lind").num_rows == 1
        assert archive.who("Mara Lind").num_rows == 1


def test_an_outlet_is_found_in_any_case_and_as_it_is_written(place: str) -> None:
    put(
        place,
        story("1", Told("it is one"), outlet="The Tidings"),
        story("2", Told("it is two"), outlet="ÉCHO DU PORT"),
        story("3", Told("it is three"), outlet="100%"),
    )
    with Archive(place) as archive:
        for name in ("THE tidings", "ÉCHO DU PORT", "100%"):
            assert archive.search(outlet=name).num_rows == 1
            assert len(list(archive.stories(outlet=name))) == 1
            assert archive.who("Lind", outlet=name).num_rows == 1
        assert archive.search(outlet="%").num_rows == 0


def test_an_outlet_is_found_by_its_number_and_so_are_stories_without_one(place: str) -> None:
    put(
        place,
        story("1", Told("one pier"), outlet="Echo", published="2024"),
        story("2", Told("two piers"), outlet="ECHO"),
        story("3", Told("three piers"), published="2024"),
    )
    with Archive(place) as archive:
        names = dict(zip(*(archive.table("outlet")[column].to_pylist() for column in ("name", "id")), strict=True))
        for words in (None, "pier"):
            assert archive.search(words, outlet=f"#{names['ECHO']}")["content"].to_pylist() == ["two piers"]
            assert archive.search(words, without="outlet")["content"].to_pylist() == ["three piers"]
            assert archive.search(words, without="date")["content"].to_pylist() == ["two piers"]
            assert archive.search(words, outlet="#99").num_rows == 0


def test_more_statements_than_a_query_has_room_for_are_found(told: Archive, shared_place: str) -> None:
    engine = connect(shared_place)
    with engine.connect() as connection:
        assert [hit.id for hit in hits(connection, [*range(300_000, 3, -1), 1])] == [*range(len(CONTENTS), 3, -1), 1]
    engine.dispose()
    assert told.search(limit=1_000_000).num_rows == told.count(Query(limit=1)) == len(CONTENTS)


TYPED = st.text(st.sampled_from("aé\"-*^:(){}OR NEAR+~'\\%_\0\u0301’“”&|!<>.,;/@#\n\t") | st.characters(), max_size=30)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TYPED)
@example('"-a"')
@example("²")
@example("a-b/c.d@e.f")
def test_whatever_is_typed_is_searched_or_refused(told: Archive, typed: str) -> None:
    for filters in ({"words": typed}, {"speaker": typed}, {"outlet": typed}, {"since": typed}):
        try:
            for row in told.search(**filters).to_pylist():
                assert all(0 <= start < end <= len(row["content"]) for start, end in row["matches"])
        except InputError:
            pass


@given(st.text(string.printable, max_size=40))
def test_terms_are_of_what_was_typed(typed: str) -> None:
    try:
        asked = terms(typed)
    except InputError:
        return
    assert asked.all
    assert all(term in typed for group in asked.all for term in group)
    assert all(f"-{term}" in typed or f'-"{term}' in typed for term in asked.none)
