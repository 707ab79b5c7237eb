"""Services: what visitors give is found, bounded and read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import gettempdir
from typing import ParamSpec, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.archive import Archive
from sayso.errors import ArchiveError, InputError, UnknownError
from sayso.ingest import Document, story_of
from sayso.ingest.fetch import FetchedPage
from sayso.web import services as desks
from sayso.web import worker as working
from sayso.web.services import LARGEST, Services, uploaded
from sayso.web.worker import LONGEST_TEXT, Worker
from tests.web.conftest import EXAMPLES

SHUT = "The pier is shut, harbour master Ada Brill said."


P = ParamSpec("P")
T = TypeVar("T")


class Here(Worker):
    """A worker that does in the tests' own process what is asked of it."""

    def ask(self, name: str, function: Callable[P, T], *given: P.args, **named: P.kwargs) -> T:
        assert name
        return function(*given, **named)


HERE = Here()


class Unasked(Worker):
    """A worker of whom nobody may ask anything."""

    def ask(self, name: str, function: Callable[P, T], *_: P.args, **__: P.kwargs) -> T:
        raise AssertionError(f"{function.__name__} was asked for: {name}")


@pytest.fixture
def alone() -> Iterator[Services]:
    """Services without an archive, that read in a process of their own."""
    services = Services(None)
    yield services
    services.worker.close()


def given_text(services: Services, text: str) -> Document:
    return services.found(text)


def given_address(services: Services, address: str) -> Document:
    return services.found(address=address)


def given_file(services: Services, name: str, data: bytes) -> Document:
    return services.found(file=(name, data))


@pytest.mark.parametrize(
    "address",
    [
        "/etc/passwd",
        "etc/passwd",
        "../passwd",
        "-",
        ".",
        "*",
        "~/story.txt",
        "C:\\story.txt",
        "file:///etc/passwd",
        "ftp://news.example/",
        "https:/news.example",
        "javascript:alert(1)",
    ],
)
def test_an_address_is_never_a_file_of_this_machine(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("/")
    with pytest.raises(InputError, match=r"is no http\(s\) address"):
        given_address(Services(None, private=True), address)


@given(
    st.text(max_size=30).filter(lambda given: given.strip() and not given.strip().casefold().startswith(("http://", "https://")))
)
def test_nothing_but_an_address_is_taken_for_one(address: str) -> None:
    with pytest.raises(InputError, match=r"is no http\(s\) address"):
        given_address(Services(None, private=True), address)


def test_an_address_of_a_private_network_is_not_asked_for() -> None:
    with pytest.raises(InputError, match="private network"):
        given_address(Services(None), "http://127.0.0.1:1/story")


def test_a_page_is_found_under_its_address(monkeypatch: pytest.MonkeyPatch) -> None:
    def fetch(url: str, *, private: bool) -> FetchedPage:
        assert not private
        return FetchedPage(url, "text/html", "utf-8", (EXAMPLES / "harbour.html").read_bytes())

    monkeypatch.setattr(desks, "fetch", fetch)
    found = given_address(Services(None, worker=HERE), "https://news.example/story")
    assert (found.name, found.url) == ("https://news.example/story", "https://news.example/story")
    assert "Port Ellery to lose its night ferry" in story_of(found).text


@given(st.text(st.characters(exclude_characters="\r", exclude_categories=["Cs"])).filter(str.strip))
def test_a_text_keeps_its_letters_though_a_form_sends_the_ends_of_lines_as_two(text: str) -> None:
    assert given_text(Services(None), text.replace("\n", "\r\n")).data.decode() == text


def test_who_gives_nothing_is_told_what_to_do() -> None:
    with pytest.raises(InputError, match="Paste a text, give an address, or choose a file"):
        Services(None).found(" \n", " ", " ")


NAMES = st.text(max_size=60) | st.sampled_from(
    [
        "../../etc/passwd",
        "..",
        ".",
        "/",
        "\\\\server\\share\\a.txt",
        "a.\0b",
        "a.txt\0.html",
        "story.jsonl.gz",
        ".\ud800",
        "a." + "b" * 300,
        "a.b/c",
        "a.b\\c",
    ]
)


@given(NAMES, st.binary(max_size=20))
def test_the_name_of_a_file_that_was_sent_reaches_no_path(name: str, data: bytes) -> None:
    with uploaded(name, data) as (path, called):
        assert path.read_bytes() == data
        assert path.parent.parent == Path(gettempdir())
        assert path.name.removeprefix("file").replace(".", "").isalnum() or path.name == "file"
        assert path.name.isascii()
        assert "/" not in called
        assert called
    assert not path.parent.exists()


@pytest.mark.parametrize(
    ("name", "kept"), [("a.txt", "file.txt"), ("B.HTML", "file.HTML"), ("news.jsonl.gz", "file.jsonl.gz"), ("story", "file")]
)
def test_the_ending_of_a_file_stays(name: str, kept: str) -> None:
    with uploaded(name, b"") as (path, called):
        assert (path.name, called) == (kept, name)


def test_a_file_that_was_sent_is_read_under_its_own_name() -> None:
    found = given_file(Services(None, worker=HERE), "C:\\news\\harbour.html", (EXAMPLES / "harbour.html").read_bytes())
    assert (found.name, found.input, found.form) == ("harbour.html", "harbour.html", "page")


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("two.jsonl", b'{"id": "a", "text": "Yes, she said."}\n{"id": "b", "text": "No, he said."}\n', "holds several stories"),
        ("none.jsonl", b"", "none.jsonl"),
        ("broken.json", b"{", "broken.json"),
    ],
)
def test_a_file_that_is_not_one_story_is_refused_by_its_own_name(name: str, data: bytes, why: str) -> None:
    with pytest.raises(InputError, match=why) as raised:
        story_of(given_file(Services(None, worker=HERE), name, data))
    assert "file." not in str(raised.value)
    assert gettempdir() not in str(raised.value)


@pytest.mark.parametrize("text", ["a" * (LONGEST_TEXT + 1), "b " * (LARGEST // 2 + 1)])
def test_what_is_too_long_is_refused_before_it_is_read(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(working, "_reader", pytest.fail)
    services = Services(None, worker=HERE)
    with pytest.raises(InputError, match="more than the"):
        services.read(given_text(services, text))


def test_what_has_too_many_bytes_is_not_looked_through() -> None:
    with pytest.raises(InputError, match=r"has 3\.0 MB, more than the 3 that are read here"):
        Services(None, worker=Unasked()).read(Document("a.html", b"a" * (LARGEST + 1), "page", "a.html"))


@pytest.fixture
def kept(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "news.db")


def test_what_is_too_long_is_not_kept_either(kept: Archive) -> None:
    services = Services(kept, worker=HERE)
    with pytest.raises(InputError, match="more than the"):
        services.keep(given_text(services, "a" * (LONGEST_TEXT + 1)))
    assert not Path(kept.name).exists()


def test_a_text_that_is_kept_is_called_by_what_it_says(kept: Archive) -> None:
    services = Services(kept, worker=HERE)
    one, same, other = (services.keep(given_text(services, text)) for text in (SHUT, SHUT, SHUT.replace("shut", "open")))
    assert (one.outcome, same.outcome, other.outcome) == ("new", "same", "new")
    assert one.name == same.name != other.name
    kept.close()


def test_without_an_archive_nothing_is_kept_and_reading_works(alone: Services) -> None:
    with pytest.raises(ArchiveError, match="sayso serve --archive"):
        alone.keep(given_text(alone, SHUT))
    assert [each.speaker for each in alone.read(given_text(alone, SHUT)).statements] == ["Ada Brill"]


def test_what_visitors_give_is_looked_through_in_the_process_that_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desks, "fetch", lambda url, **_: FetchedPage(url, "text/html", None, b"<p>No."))
    services = Services(None, worker=Unasked())
    with pytest.raises(AssertionError, match=r"find was asked for: a\.xml"):
        given_file(services, "a.xml", b"<a/>")
    with pytest.raises(AssertionError, match="find was asked for: https://news"):
        given_address(services, "https://news.example/")
    with pytest.raises(AssertionError, match="read was asked for: your text"):
        services.read(given_text(services, SHUT))


def test_a_table_is_complained_of_by_the_name_that_the_visitor_knows(kept: Archive) -> None:
    kept.add(EXAMPLES / "ferry.jsonl")
    services = Services(kept)
    with pytest.raises(InputError) as raised:
        services.describe("C:\\staff.csv", b"Ines Calder\n")
    assert raised.value.input == "staff.csv:1"
    assert services.describe("staff.csv", b"name,role\nInes Calder,master\n").known == 1
    with pytest.raises(UnknownError):
        kept.audit(by="gender")
    kept.close()
