"""Inputs that would mislead, stall or stop a reader."""

import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from sayso.errors import InputError
from sayso.ingest import from_text, inputs, stories
from sayso.ingest.dateline import find
from sayso.ingest.fetch import fetch
from sayso.ingest.page import from_html
from sayso.story import Story, to_json

BODY = "The night boat will stop in April, the harbour master said.\n\nNobody had warned the islanders."


def body(story: Story) -> str:
    return story.text[slice(*story.body)] if story.body else ""


@pytest.mark.parametrize("first", ["He died in 2016.", "Ferries 2, trains 1 in 2024", "In 2019 they tried."])
def test_a_short_paragraph_that_names_a_year_is_no_line_of_dates(first: str) -> None:
    story = from_text(f"The night boat to the islands is to stop\n\n{first}\n\n{BODY}", "a")
    assert story.deck or body(story).startswith(first)


@pytest.mark.parametrize("line", ["5 May 2024 14:02 GMT", "Tuesday, May 7, 2024 | 9:15 a.m. ET", "2024-05-07 09:15 UTC"])
def test_a_line_of_nothing_but_a_date_stands_before_the_body(line: str) -> None:
    story = from_text(f"Night boat to stop\n\n{line}\n\n{BODY}", "a")
    assert body(story) == BODY
    assert story.published is not None


def test_a_line_that_opens_with_by_is_a_byline_only_with_names() -> None:
    assert from_text(f"Night boat to stop\n\nBy the time he left the quay was empty\n\n{BODY}", "a").byline is None
    assert (
        from_text(f"Night boat to stop\n\nBy Jo van der Ash Jr. in Skerrin\n\n{BODY}", "a").byline
        == "Jo van der Ash Jr. in Skerrin"
    )


def test_the_first_line_of_a_text_wrapped_by_hand_is_no_headline() -> None:
    wrapped = "The ministry said on Monday that it\nwould raise the fares of boats, and\nthat nobody would be asked.\n\nMore."
    assert from_text(wrapped, "a").headline is None


def test_a_title_beside_the_text_is_kept_whatever_line_comes_first() -> None:
    story = from_text(f"Islanders were not warned\n\n{BODY}", "a", title="Night boat to stop")
    assert (story.title, story.headline) == ("Night boat to stop", None)


def test_a_first_line_that_says_the_title_in_other_words_is_the_headline() -> None:
    story = from_text(f"Night boat to the islands will stop\n\n{BODY}", "a", title="Night boat to stop in April")
    assert (story.title, story.headline is None) == (None, False)


def test_a_line_of_many_blanks_takes_no_time() -> None:
    began = time.monotonic()
    from_text(f"Night boat to stop\n\n{' ' * 5_000_000}\n{BODY}", "a")
    from_text(f"Night boat to stop\n\nJane Doe in A{' and Bb' * 5000}!\n\n{BODY}", "a")
    assert time.monotonic() - began < 1


@pytest.mark.parametrize("opening", ["BREAKING — Boats stop", "President Ash, May 5. He said", "UNESCO — the agency — said",
                                     "Boats Inc (BTS) - shares rose"])  # fmt: skip
def test_a_slug_a_person_and_a_company_are_no_places(opening: str) -> None:
    assert find(opening, 0, len(opening)) is None


@pytest.mark.parametrize(("opening", "place"), [("RIO DE JANEIRO (AP) — Two", "RIO DE JANEIRO"),
                                                ("PARIS, le 5 mai 2023 (AFP) - Le", "PARIS")])  # fmt: skip
def test_a_place_may_end_in_a_month_and_a_date_open_with_an_article(opening: str, place: str) -> None:
    found = find(opening, 0, len(opening))
    assert found is not None
    assert found.place == place


def test_a_story_of_new_year_published_the_evening_before_is_of_the_new_year() -> None:
    found = find("KYIV, Jan 1 (NWA) - Boats", 0, 25, date(2023, 12, 31))
    assert found is not None
    assert found.date == "2024-01-01"


def test_a_weekday_that_contradicts_the_date_of_publication_leaves_the_year_open() -> None:
    found = find("KYIV, Monday, Dec 5 (NWA) - Boats", 0, 33, date(2023, 12, 6))
    assert found is not None
    assert (found.date, found.year_from) == ("--12-05", None)


def test_a_first_line_of_json_that_is_no_story_is_named_and_the_rest_is_done(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(b'\xef\xbb\xbf{"id": "x"}\n{"id": "y", "text": "Boats stop."}\n')
    bad, good = stories([tmp_path / "a.json"])
    assert isinstance(bad, InputError)
    assert bad.input.endswith("a.json:1")
    assert isinstance(good, Story)


def test_a_line_that_is_too_long_is_one_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inputs, "LARGEST_LINE", 50)
    (tmp_path / "a.jsonl").write_text('{"id": "x", "text": "' + "a" * 500 + '"}\n{"id": "y", "text": "Boats stop."}\n')
    found = list(stories([tmp_path / "a.jsonl"]))
    assert [getattr(item, "id", getattr(item, "problem", "")) for item in found] == ["is longer than 5e-05 MB", "y"]


def test_a_file_whose_name_is_no_unicode_gives_a_story_that_can_be_written(tmp_path: Path) -> None:
    path = os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt")
    Path(path).write_text(BODY)
    (story,) = stories([path])
    assert isinstance(story, Story)
    assert to_json(story)


def test_control_characters_are_no_text(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\x01\x02boats\x03" * 50)
    (error,) = stories([tmp_path / "a.txt"])
    assert isinstance(error, InputError)


def test_a_page_of_unclosed_tags_takes_no_time() -> None:
    began = time.monotonic()
    page = "<html><body><article><h1>Boats stop</h1>" + f"<p>{BODY}</p>" * 3 + "</article>" + "<script " * 30_000
    with pytest.raises(InputError, match="attributes in one tag"):
        from_html(page.encode(), "a")
    assert time.monotonic() - began < 5


def test_a_date_that_a_page_only_mentions_is_not_its_date_of_publication() -> None:
    page = "<html><body><article><h1>Boats stop</h1>" + "".join(
        f"<p>Boat number {n} stopped on 4 May 2019, the harbour master said, and the islanders waited on the quay.</p>"
        for n in "abcdef"
    )
    assert from_html(page.encode(), "a").published is None


def test_a_page_is_read_in_the_charset_with_which_it_was_sent(httpserver: HTTPServer) -> None:
    data = "The boats are arrêtés, the mayor of Orléans said on Monday.".encode("latin-1")
    httpserver.expect_request("/").respond_with_data(data, content_type="text/plain; charset=iso-8859-1")
    (story,) = stories([httpserver.url_for("/")], private=True)
    assert isinstance(story, Story)
    assert "arrêtés" in story.text


@pytest.fixture
def server() -> Iterator[Callable[[bytes, bytes], str]]:
    """Serve an answer's first bytes, then others every hundredth of a second, for ever."""
    listening = socket.create_server(("127.0.0.1", 0))
    stop = threading.Event()

    def start(first: bytes, then: bytes) -> str:
        def talk(connection: socket.socket) -> None:
            with connection:
                try:
                    connection.recv(4096)
                    connection.sendall(first)
                    while not stop.wait(0.01):
                        connection.sendall(then)
                except OSError:
                    return

        def serve() -> None:
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                threading.Thread(target=talk, args=(connection,), daemon=True).start()

        threading.Thread(target=serve, daemon=True).start()
        return f"http://127.0.0.1:{listening.getsockname()[1]}/"

    yield start
    stop.set()
    listening.close()


@pytest.mark.parametrize(
    "first", [b"HTTP/1.1 200 OK\r\nX-A: ", b"HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 99999999999\r\n\r\n"]
)
def test_heads_and_redirects_that_never_end_are_given_up(server: Callable[[bytes, bytes], str], first: bytes) -> None:
    began = time.monotonic()
    with pytest.raises(InputError):
        fetch(server(first, b"x"), private=True, longest=0.5)
    assert time.monotonic() - began < 3


@pytest.mark.parametrize("host", ["[::10.0.0.1]", "[fec0::1]", "[2002:a00:1::]", "[::ffff:10.0.0.1]"])
def test_private_addresses_in_the_dress_of_others_are_refused(host: str) -> None:
    with pytest.raises(InputError, match="private network"):
        fetch(f"http://{host}/")
