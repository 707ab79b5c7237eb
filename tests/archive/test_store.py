import tempfile
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy import text as sql
from sqlalchemy.exc import DataError

from sayso.archive import Archive, schema
from sayso.archive.database import connect, writing
from sayso.archive.store import address, keep
from sayso.story import Span, Story
from tests.archive.stories import MARKET, PIER, Told, put, story
from tests.show.stories import ANY_STORY

Sent = tuple[str, str, str | None, str | None]
SLOW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def text(words: str, **known: str) -> Story:
    return Story(known.pop("id", "s"), words, **known)  # type: ignore[arg-type]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["one", "two", "three"])), max_size=12))
@example([("a", "one"), ("a", "two"), ("a", "one"), ("a", "one")])
def test_an_address_is_one_story_whose_versions_follow_each_other(pairs: list[tuple[str, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        place = str(Path(folder) / "news.db")
        # Each text is the address's own: the same text of one outlet under two addresses is one story.
        stories = [text(f"{words} of {page}", url=f"https://a.example/{page}") for page, words in pairs]
        put(place, *stories)
        engine = connect(place)
        version = schema.version.c
        with engine.connect() as connection:
            for page in {page for page, _ in pairs}:
                rows = connection.execute(
                    select(version.number, version.current, version.text)
                    .join(schema.story, schema.story.c.id == version.story_id)
                    .where(schema.story.c.url == f"https://a.example/{page}")
                    .order_by(version.number)
                ).all()
                sent = [each.text for each in stories if each.url == f"https://a.example/{page}"]
                kept = [each.text for each in rows]
                assert kept == [one for at, one in enumerate(sent) if at == 0 or sent[at - 1] != one]
                assert [each.number for each in rows] == list(range(1, len(rows) + 1))
                assert [each.current for each in rows] == [False] * (len(rows) - 1) + [True]
                assert all(one != other for one, other in pairwise(kept))
            assert len(connection.execute(select(schema.story.c.id)).all()) == len({page for page, _ in pairs})
        engine.dispose()


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["x", "y"]),
            st.sampled_from([PIER, PIER.replace("rotten", "worn"), MARKET, "A note."]),
            st.sampled_from([None, "O", "P"]),
            st.sampled_from([None, None, "https://o.example/1", "https://o.example/2"]),
        ),
        max_size=10,
    )
)
def test_stories_by_address_by_id_and_by_outlet_in_any_order_are_all_kept(
    given_: list[tuple[str, str, str | None, str | None]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        place = str(Path(folder) / "news.db")
        for name, words, outlet, url in given_:
            (kept,) = put(place, Story(name, words, outlet=outlet, url=url))
            with Archive(place) as archive:
                assert archive.story(kept.story).text == words
        engine = connect(place, create=True)
        with engine.connect() as connection:
            current = schema.version.c.current
            stories: list[int] = list(connection.execute(select(schema.story.c.id).order_by(schema.story.c.id)).scalars())
            own = select(schema.version.c.story_id).where(current).order_by(schema.version.c.story_id)
            assert list(connection.execute(own).scalars()) == stories
        engine.dispose()


@pytest.mark.parametrize(
    "url",
    [
        "http://www.a.example/1",
        "https://a.example/1/",
        "https://a.example/1#top",
        "https://a.example/1?utm_source=feed",
        "https://A.EXAMPLE/1",
    ],
)
def test_an_address_is_known_in_other_spellings(url: str) -> None:
    assert address(url) == address("https://a.example/1")


def test_what_is_no_address_is_kept_as_it_is(place: str) -> None:
    put(place, text(PIER, url="https://[x"), text(MARKET, url="https://a.example:99999/1"))
    with Archive(place) as archive:
        assert archive.story("https://[x").text == PIER
        assert archive.story("https://a.example:99999/1").text == MARKET


def test_addresses_that_differ_are_told_apart() -> None:
    urls = [
        "https://a.example/1",
        "https://a.example/2",
        "https://b.example/1",
        "https://a.example/1?id=2",
        "https://a.example:8/1",
    ]
    assert len(set(map(address, urls))) == len(urls)


def test_the_same_text_in_an_outlet_is_one_story_and_in_another_is_another(place: str) -> None:
    first = text(PIER, id="1", outlet="O")
    assert [each.outcome for each in put(place, first, replace(first, id="2"), replace(first, outlet="P"))] == [
        "new",
        "same",
        "new",
    ]


def test_a_story_learns_where_and_when_it_stood_when_it_is_met_again(place: str) -> None:
    put(place, text(PIER), text(PIER, outlet="O", published="2024-05-04", url="https://o.example/1"))
    with Archive(place) as archive:
        (row,) = archive.table("story").to_pylist()
        assert (row["url"], row["published"]) == ("https://o.example/1", "2024-05-04")
        assert archive.story("https://o.example/1").text == PIER


def origins(place: str) -> dict[str, str | None]:
    """Of each story's address that of the one that it reprints."""
    with Archive(place) as archive:
        rows = archive.table("story").to_pylist()
    urls = {row["id"]: row["url"] for row in rows}
    return {row["url"]: urls.get(row["origin_id"]) for row in rows}


def copy(outlet: str, day: int, words: str = PIER, page: int = 1) -> Story:
    name = f"https://{outlet}.example/{page}"
    return Story(name, words, url=name, outlet=outlet, published=f"2024-05-{day:02}")


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0), (1, 0, 2)])
def test_the_earliest_is_what_the_others_reprint_in_whatever_order_they_come(place: str, order: tuple[int, ...]) -> None:
    trimmed = PIER[: PIER.index(", and the fish market")]
    stories = [copy("a", 1), copy("b", 2, PIER + "\n\nMore on our site."), copy("c", 3, trimmed)]
    put(place, *(stories[number] for number in order))
    assert origins(place) == {
        "https://a.example/1": None,
        "https://b.example/1": "https://a.example/1",
        "https://c.example/1": "https://a.example/1",
    }


def test_an_outlet_does_not_reprint_itself(place: str) -> None:
    put(place, copy("a", 1), copy("a", 2, PIER + " More.", 2), copy("b", 3), copy("a", 4, PIER + " Still more.", 3))
    found = origins(place)
    assert found.pop("https://b.example/1") in found
    assert set(found.values()) == {None}


def test_other_stories_and_short_ones_are_no_reprints(place: str) -> None:
    note = "The council meets on Friday, the mayor said."
    put(place, copy("a", 1), copy("b", 2, MARKET), copy("a", 1, note, 2), copy("b", 2, note, 2))
    assert set(origins(place).values()) == {None}


def whole(given_: Story) -> Story:
    """The story as a reader would have made it: what a story says of its own statements and speakers is there."""
    length, count = len(given_.speakers), len(given_.statements)
    statements = tuple(
        replace(
            each,
            speaker_index=each.speaker_index if each.speaker_index is not None and 0 <= each.speaker_index < length else None,
            parent=each.parent if each.parent is not None and each.parent < number else None,
            depth=number,
        )
        for number, each in enumerate(given_.statements)
    )
    assert count == len(statements)
    people = tuple(replace(each, speaker=each.speaker if (each.speaker or 0) < length else None) for each in given_.people)
    return replace(given_, statements=statements, people=people if length else ())


@SLOW
@given(ANY_STORY.map(whole))
def test_any_story_comes_back_as_it_went_in(shared_place: str, given_: Story) -> None:
    engine = connect(shared_place, create=True)
    try:
        with writing(engine) as connection:
            kept = keep(connection, given_, (1, -5))
            row = connection.execute(
                select(schema.version.c.name, schema.version.c.text).where(
                    schema.version.c.story_id == kept.story, schema.version.c.current
                )
            ).one()
            assert row.text == given_.text
    except (DataError, ValueError):
        # PostgreSQL takes no zero character; addresses that are none are refused by both.
        assert "\0" in str(given_) or "\\x00" in repr(given_) or given_.url
        return
    finally:
        engine.dispose()
    with Archive(shared_place) as archive:
        found = archive.story(kept.story)
    assert found.text == given_.text
    if kept.outcome != "same":
        assert found == given_


def test_statements_stand_in_the_tables_in_their_storys_words(place: str) -> None:
    told = Told("the timbers, all of them, are rotten", "Ines Calder", "harbour master", "Port of Orlay", when="2024-05")
    given_ = story(
        "s", told, Told("the cost has doubled", None), outlet="O", published="2024-05-04T10:00:00Z", before="Pier 👩‍🚒\n"
    )
    put(place, replace(given_, headline=Span(0, 8)))
    with Archive(place) as archive:
        first, second = archive.table("statement").to_pylist()
        assert (first["content"], first["cue"], first["source"]) == (told.content, "said", "Ines Calder")
        assert given_.text[first["content_start"] : first["content_end"]] == told.content
        assert (first["when_from"], first["when_to"], first["day"]) == ("2024-05-01", "2024-05-31", "2024-05-04")
        assert bool(second["unnamed"])
        assert second["speaker_id"] is None
        master, clerk = archive.table("appearance").to_pylist()
        assert (master["role"], master["affiliation"]) == ("harbour master", "Port of Orlay")
        assert (clerk["name"], clerk["description"]) == (None, "a clerk")


DEEDS = (
    Told("the pier is rotten", act="speech", confidence=0.97),
    Told("the pier is safe", act="writing"),
    Told("the pier will fall", act="thought", confidence=0.8),
    Told("to close the pier", act="intention"),
    Told("the pier is a bridge", act="speech", confidence=0.2, unsure=True),
    Told("the pier is a boat", None, act="speech", no_name="anonymous"),
    Told("the pier is a house", None, act="speech", no_name="open"),
)


def test_a_statement_is_kept_with_its_act_its_confidence_and_why_nobody_is_named(place: str) -> None:
    put(place, story("deeds", *DEEDS))
    engine = connect(place)
    own = schema.statement.c
    with engine.connect() as connection:
        rows = connection.execute(select(own.act, own.speaker_kind, own.confidence, own.unsure, own.unnamed).order_by(own.number))
        assert [tuple(row) for row in rows] == [
            (each.act, each.no_name, each.confidence, each.unsure, each.no_name == "anonymous") for each in DEEDS
        ]
        # What is said by nobody at all has no source that could lack a name.
        assert connection.execute(select(schema.version.c.statements)).scalar_one() == 4
    engine.dispose()


def test_the_view_of_all_that_was_said_leaves_out_what_is_unsure_and_who_is_quoted_counts_what_was_said_or_written(
    place: str,
) -> None:
    put(place, story("deeds", *DEEDS, Told("the pier is old")))
    engine = connect(place)
    with engine.connect() as connection:
        said = connection.execute(sql("SELECT content, act, speaker_kind, confidence FROM said ORDER BY id")).all()
        assert [tuple(row) for row in said] == [
            (each.content, each.act, each.no_name or "person", each.confidence) for each in DEEDS if not each.unsure
        ] + [("the pier is old", "speech", "person", None)]
        assert connection.execute(sql("SELECT speaker, statements FROM quoted")).all() == [("Mara Lind", 3)]
    engine.dispose()
