import gzip
import json
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from sayso.archive import Archive
from sayso.errors import InputError
from sayso.ingest import Document, story_of
from sayso.story import Story
from tests.archive.commands import objects, sayso
from tests.archive.stories import MARKET, PIER, lines
from tests.ingest.archives import packed, page, records


def outcomes(archive: Archive, *inputs: str | Path, retry: bool = False, jobs: int = 1) -> list[str]:
    return list(archive.add(*inputs, retry=retry, jobs=jobs)["outcome"].to_pylist())


def failed(archive: Archive) -> dict[str, str]:
    return {row["name"]: row["problem"] for row in archive.failures().to_pylist()}


def test_a_truncated_archive_gives_what_stands_before_the_break_and_the_rest_once_it_is_whole(
    archive: Archive, tmp_path: Path
) -> None:
    path, whole = tmp_path / "news.warc.gz", b"".join(packed(records(4)))
    path.write_bytes(whole[: len(whole) - 200])
    assert outcomes(archive, path, lines(tmp_path / "a.jsonl", {"text": PIER})) == ["new", "new", "new", "failed", "new"]
    assert len(failed(archive)) == 1
    path.write_bytes(whole)
    assert outcomes(archive, retry=True) == ["same", "same", "same", "new"]
    assert failed(archive) == {}


@pytest.mark.parametrize(
    ("name", "broken"),
    [
        ("feed.xml", b"<rss><channel><item><title>Pier"),
        ("other.xml", b"<?xml version='1.0'?><cats><cat/></cats>"),
        ("picture.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20),
        ("empty.txt", b""),
        ("cut.txt.gz", gzip.compress(PIER.encode())[:-30]),
        ("latin.txt", "“Le café”, said the mayor.".encode("utf-16-be")),
        ("page.html", b"<html>" + b"<p>The pier leaks, the mayor said.</p>" * 1_350_000 + b"</html>"),
        ("bomb.txt.gz", gzip.compress(b"The pier leaks, the mayor said. " * 3_200_000, 1)),
        ("bomb.jsonl.gz", gzip.compress(b'{"id": "1", "text": "' + b"The pier leaks. " * 3_200_000 + b'"}', 1)),
    ],
)
def test_what_cannot_be_read_is_listed_and_the_rest_added_and_tried_again_once_it_is_whole(
    tmp_path: Path, name: str, broken: bytes
) -> None:
    path = tmp_path / name
    path.write_bytes(broken)
    with Archive(tmp_path / "news.db") as archive:
        assert sorted(outcomes(archive, path, lines(tmp_path / "a.jsonl", {"text": PIER}))) == ["failed", "new"]
        (problem,) = failed(archive).values()
        assert problem
        assert outcomes(archive, retry=True) == ["failed"]
        assert archive.failures()["tries"].to_pylist() == [2]
        if name.endswith(".jsonl.gz"):
            path.write_bytes(gzip.compress(b'{"id": "1", "text": "The pier leaks, the mayor said."}'))
        elif name.endswith(".gz"):
            path.write_bytes(gzip.compress(MARKET.encode()))
        elif name == "feed.xml":
            path.unlink()
            assert outcomes(archive, retry=True) == ["failed"]
            return
        else:
            path.write_bytes(page() if name.endswith("ml") else MARKET.encode())
        assert outcomes(archive, retry=True) == ["new"]
        assert failed(archive) == {}


def test_a_file_with_two_versions_of_a_story_says_nothing_new_when_it_comes_again(archive: Archive, tmp_path: Path) -> None:
    told = ("The pier is shut, Ada Brill said.", "The pier may shut, Ada Brill said.")
    lines = [json.dumps({"id": text, "text": text, "url": "https://a.example/pier"}) for text in told]
    (tmp_path / "pier.jsonl").write_text("\n".join(lines), encoding="utf-8")
    outcomes = [archive.add(tmp_path / "pier.jsonl").column("outcome").to_pylist() for _ in range(3)]
    assert outcomes == [["new", "changed"], ["same", "same"], ["same", "same"]]
    assert archive.story(1).text == told[1]


def test_a_page_that_goes_back_to_an_earlier_text_has_changed(archive: Archive, httpserver: HTTPServer) -> None:
    url = httpserver.url_for("/pier")
    for name in ("Pier", "Quay", "Pier"):
        httpserver.expect_oneshot_request("/pier").respond_with_data(page(name), content_type="text/html")
        archive.add(url, private=True)
    assert len(archive.facts(url)[1]) == 3


def test_a_feed_that_is_none_fails_and_its_pages_are_added_once_it_is(archive: Archive, httpserver: HTTPServer) -> None:
    feed = httpserver.url_for("/feed.xml")
    httpserver.expect_request("/robots.txt").respond_with_data("", status=404)
    httpserver.expect_request("/pier").respond_with_data(page("Pier"), content_type="text/html")
    httpserver.expect_oneshot_request("/feed.xml").respond_with_data("<rss><channel><it", content_type="application/rss+xml")
    assert [row["outcome"] for row in archive.add(feed, private=True).to_pylist()] == ["failed"]
    assert list(failed(archive)) == [feed]
    entry = f"<item><title>Pier</title><link>{httpserver.url_for('/pier')}</link></item>"
    rss = f'<?xml version="1.0"?><rss version="2.0"><channel><title>T</title>{entry}</channel></rss>'
    httpserver.expect_request("/feed.xml").respond_with_data(rss, content_type="application/rss+xml")
    assert archive.add(retry=True, private=True)["outcome"].to_pylist() == ["new"]
    assert failed(archive) == {}


@pytest.mark.slow
def test_failures_in_several_processes_are_each_its_own(tmp_path: Path) -> None:
    path = lines(tmp_path / "a.jsonl", *({"text": "" if n % 3 else f"The boat {n} leaks, the master said."} for n in range(12)))
    done = sayso("add", "--jsonl", "--jobs", "2", "--archive", tmp_path / "news.db", path)
    told = objects(done.stdout)
    assert done.returncode == 1
    assert [each["outcome"] for each in told] == ["failed" if n % 3 else "new" for n in range(12)]
    assert {each["problem"] for each in told} == {None, "is empty"}


def test_a_document_at_which_reading_breaks_fails_alone(archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaking(document: Document) -> Story:
        if b"roof" in document.data:
            raise RecursionError("too deep")
        return story_of(document)

    monkeypatch.setattr("sayso.archive.intake.story_of", breaking)
    path = lines(tmp_path / "a.jsonl", {"text": PIER}, {"text": MARKET}, {"text": "The boat leaks, the master said."})
    assert outcomes(archive, path) == ["new", "failed", "new"]
    assert failed(archive) == {f"{path}:2": "cannot be read (RecursionError: too deep)"}


def test_what_only_one_database_takes_fails_alone(archive: Archive, tmp_path: Path, place: str) -> None:
    path = lines(tmp_path / "a.jsonl", {"text": PIER}, {"text": "The boat\0 leaks, the master said."}, {"text": MARKET})
    assert outcomes(archive, path) == ["new", "failed" if place.startswith("postgresql") else "new", "new"]


def test_an_address_of_thousands_of_letters_costs_at_most_its_own_story(archive: Archive, tmp_path: Path) -> None:
    import random

    chance = random.Random(1)
    url = "https://a.example/" + "".join(chance.choice("abcdefghijklmnopqrstuvwxyz0123456789") for _ in range(9000))
    path = lines(tmp_path / "a.jsonl", {"text": PIER}, {"text": "The boat leaks, the master said.", "url": url}, {"text": MARKET})
    first, _, last = outcomes(archive, path)
    assert (first, last) == ("new", "new")


def test_files_of_one_name_in_two_folders_are_two_failures(tmp_path: Path) -> None:
    place = tmp_path / "news.db"
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.txt").write_bytes(b"")
        assert sayso("add", "a.txt", "--archive", place, cwd=tmp_path / folder).returncode == 1
    with Archive(place) as archive:
        assert set(failed(archive)) == {str(tmp_path / folder / "a.txt") for folder in ("one", "two")}
    (tmp_path / "one" / "a.txt").write_text(MARKET)
    assert sayso("add", "a.txt", "--archive", place, cwd=tmp_path / "one").returncode == 0
    with Archive(place) as archive:
        assert set(failed(archive)) == {str(tmp_path / "two" / "a.txt")}
    # From wherever one stands.
    assert sayso("add", "--retry", "--archive", place, cwd=tmp_path / "one").returncode == 1
    with Archive(place) as archive:
        assert archive.failures()["tries"].to_pylist() == [2]


def test_standard_input_is_not_read_again_on_a_retry(tmp_path: Path) -> None:
    place = tmp_path / "news.db"
    assert sayso("add", "-", "--archive", place, stdin=b"").returncode == 1
    done = sayso("add", "--retry", "--jsonl", "--archive", place, stdin=PIER.encode())
    assert (done.returncode, done.stdout) == (0, b"")


def test_errors_survive_the_way_between_processes() -> None:
    import pickle

    from sayso.errors import AmbiguousError, ArchiveError
    from sayso.ingest.fetch import LaterError

    for error in (
        InputError("a", "b", "c"),
        ArchiveError("a", "b", "c"),
        AmbiguousError("a", ((1, "b"),)),
        LaterError("a", "b", wait=3.0),
    ):
        again = pickle.loads(pickle.dumps(error))
        assert (type(again), str(again), vars(again)) == (type(error), str(error), vars(error))
