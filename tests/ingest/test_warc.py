import gzip
import io
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from fastwarc.stream_io import BrotliWriter
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.errors import InputError
from sayso.ingest import Document, documents, stories
from sayso.ingest.warc import pages
from sayso.story import Story
from tests.ingest.archives import http, packed, page, record, records

HTML = "Content-Type: text/html"


def read(data: bytes) -> tuple[list[Document], list[InputError]]:
    """Return the documents and the errors, the one that ends it included."""
    found: list[Document | InputError] = []
    try:
        found.extend(pages(io.BytesIO(data), "news.warc", source="news", packed=data.startswith(b"\x1f\x8b")))
    except InputError as error:
        found.append(error)
    good = [item for item in found if isinstance(item, Document)]
    bad = [item for item in found if isinstance(item, InputError)]
    assert len(found) == len(good) + len(bad)
    return good, bad


def only(block: bytes, more: str = "") -> Document | InputError:
    good, bad = read(record(block, more=more) + record(http(page("Port 9"))))
    assert good
    assert good[-1].data == page("Port 9"), "what follows is read, whatever stands before"
    (found, *_) = bad or good
    return found


@pytest.mark.parametrize("pack", [False, True])
def test_the_pages_of_an_archive_are_named_by_where_they_stand(pack: bool) -> None:
    parts = packed(records()) if pack else records()
    data = b"".join(parts)
    good, bad = read(data)
    starts = [sum(map(len, parts[:n])) for n in range(1, len(parts))]
    assert [found.name for found in good] == [f"news.warc:{start}" for start in starts]
    assert [(found.url, found.data) for found in good] == [(f"https://news.example/{n}", page(f"Port {n}")) for n in range(3)]
    assert not bad


def test_records_that_share_a_member_of_gzip_have_names_of_their_own() -> None:
    good, bad = read(gzip.compress(b"".join(records())))
    assert len({found.name for found in good}) == 3
    assert not bad


def test_an_archive_gives_stories_with_the_addresses_of_their_pages(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "news.WARC.gz"
    path.parent.mkdir()
    path.write_bytes(b"".join(packed(records())))
    for given_ in (path, tmp_path):
        found = [story for story in stories([given_]) if isinstance(story, Story)]
        assert [story.url for story in found] == [f"https://news.example/{n}" for n in range(3)]
        assert "harbour master" in found[0].text


def test_the_date_of_the_crawl_is_not_that_of_the_story(tmp_path: Path) -> None:
    (tmp_path / "a.warc").write_bytes(record(http(page())))
    (story,) = stories([tmp_path / "a.warc"])
    assert isinstance(story, Story)
    assert story.published is None


def test_an_archive_without_its_name_is_known_by_what_it_holds(tmp_path: Path) -> None:
    (tmp_path / "capture").write_bytes(b"".join(packed(records())))
    assert len([found for found in documents([tmp_path / "capture"]) if isinstance(found, Document)]) == 3


@pytest.mark.parametrize(
    "skipped",
    [
        record(http(page(), status="404 Not Found")),
        record(http(b"", "Location: /new\r\nContent-Type: text/html", "301 Moved Permanently")),
        record(http(b"User-agent: *", "Content-Type: text/plain"), "https://news.example/robots.txt"),
        record(http(b"\x89PNG", "Content-Type: image/png")),
        record(http(page()), kind="request"),
        record(http(page()), kind="revisit"),
        record(page(), kind="resource"),
        record(b"no answer at all"),
        record(b""),
    ],
)
def test_what_is_no_page_is_passed_over_in_silence(skipped: bytes) -> None:
    good, bad = read(skipped + record(http(page("Port 1"))))
    assert [found.data for found in good] == [page("Port 1")]
    assert not bad


def chunked(data: bytes) -> bytes:
    return b"".join(b"%x\r\n%b\r\n" % (len(data[n : n + 50]), data[n : n + 50]) for n in range(0, len(data), 50)) + b"0\r\n\r\n"


def brotli(data: bytes) -> bytes:
    out = io.BytesIO()
    with BrotliWriter(out) as writer:
        writer.write(data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (chunked(page()), "Transfer-Encoding: chunked"),
        (gzip.compress(page()), "Content-Encoding: gzip"),
        (zlib.compress(page()), "Content-Encoding: deflate"),
        (brotli(page()), "Content-Encoding: br"),
        (chunked(gzip.compress(page())), "Transfer-Encoding: chunked\r\nContent-Encoding: gzip"),
        (page(), "Content-Encoding: gzip"),
        (page(), "Transfer-Encoding: chunked"),
    ],
    ids=["chunked", "gzip", "deflate", "br", "both", "said to be gzip", "said to be chunked"],
)
def test_a_page_is_unpacked_as_it_was_sent(body: bytes, headers: str) -> None:
    found = only(http(body, f"{HTML}\r\n{headers}"))
    assert isinstance(found, Document)
    assert found.data == page()


def test_the_charset_with_which_a_page_was_sent_counts() -> None:
    text = "Les bateaux sont arrêtés, a dit la maire."
    found = only(http(f"<html><p>{text}</p>".encode("latin-1"), "Content-Type: text/html; charset=ISO-8859-1"))
    assert isinstance(found, Document)
    assert found.charset
    assert text in found.data.decode(found.charset)


@pytest.mark.parametrize(
    ("body", "headers"),
    [(gzip.compress(page())[:9] + b"\xff" * 30, "Content-Encoding: gzip"), (b"(\xb5/\xfd\x00", "Content-Encoding: zstd"),
     (gzip.compress(page()), "Content-Encoding: rot13"), (b"\x00\x01", "Transfer-Encoding: chunked")],
)  # fmt: skip
def test_a_page_that_cannot_be_unpacked_is_named_and_the_rest_is_read(body: bytes, headers: str) -> None:
    found = only(http(body, f"{HTML}\r\n{headers}"))
    assert isinstance(found, InputError)
    assert found.input == "news.warc:0"


def test_a_page_that_unpacks_to_more_than_a_page_has_is_named_and_the_rest_is_read() -> None:
    bomb = gzip.compress(bytes(200_000_000))
    found = only(http(bomb, f"{HTML}\r\nContent-Encoding: gzip"))
    assert isinstance(found, InputError)
    assert (found.input, found.problem) == ("news.warc:0", "is a page of more than 10 MB")


def test_a_page_that_is_too_large_as_it_stands_is_named_and_the_rest_is_read() -> None:
    found = only(http(b"<html>" + b" " * 50_000_000))
    assert isinstance(found, InputError)
    assert "10 MB" in found.problem


def test_a_page_that_was_cut_off_when_it_was_crawled_is_named() -> None:
    found = only(http(page()), "WARC-Truncated: length\r\n")
    assert isinstance(found, InputError)
    assert "cut off when it was crawled (length)" in found.problem


def whole(parts: list[bytes], length: int) -> int:
    """How many responses stand whole within the first bytes."""
    ends = [sum(map(len, parts[:n])) for n in range(2, len(parts) + 1)]
    return sum(end <= length for end in ends)


def test_a_packed_archive_cut_off_anywhere_gives_the_pages_before_the_break_and_says_where_it_broke() -> None:
    parts = packed(records(2))
    data = b"".join(parts)
    edges = [sum(map(len, parts[:n])) for n in range(len(parts))]
    for length in range(1, len(data)):
        good, bad = read(data[:length])
        assert len(good) == whole(parts, length), length
        if length not in edges:
            assert [error.input for error in bad] == [f"news.warc:{max(edge for edge in edges if edge < length)}"], length


def test_an_archive_cut_off_anywhere_gives_the_pages_before_the_break_and_says_where_it_broke() -> None:
    parts = records(2)
    data = b"".join(parts)
    edges = [sum(map(len, parts[:n])) for n in range(len(parts))]
    for length in range(1, len(data)):
        good, bad = read(data[:length])
        # A record is whole without the blank lines behind it.
        assert len(good) == whole([part[:-4] if n == 0 else part for n, part in enumerate(parts)], length), length
        if not any(edge - 4 <= length <= edge for edge in [*edges, len(data)]):
            assert len(bad) == 1, length


def test_an_archive_broken_in_the_middle_gives_what_stands_before() -> None:
    parts = packed(records(3))
    broken = bytearray(parts[2])
    broken[len(broken) // 2] ^= 0xFF
    good, (error,) = read(b"".join([parts[0], parts[1], bytes(broken), parts[3]]))
    assert [found.data for found in good] == [page("Port 0")]
    assert error.input == f"news.warc:{len(parts[0]) + len(parts[1])}"


@pytest.mark.parametrize("length", ["", "x", "-5", "99999999999999999999", "100000000"])
def test_a_record_with_a_length_that_is_none_breaks_an_archive(length: str) -> None:
    first, second = record(http(page())), record(http(page("Port 1")))
    block = first.partition(b"\r\n\r\n")[2]
    head = f"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: {length}\r\n\r\n".encode()
    good, (error,) = read(first + head + block + second)
    assert [found.data for found in good] == [page()]
    assert error.input.startswith("news.warc:")


@pytest.mark.parametrize("pack", [False, True])
@pytest.mark.parametrize("inside", [False, True])
def test_lines_that_end_with_lf_alone_are_lines(pack: bool, inside: bool) -> None:
    parts = []
    for number in range(3):
        block = http(page(f"Port {number}"))
        block = block.replace(b"\r\n", b"\n") if inside else block
        head, _, rest = record(block, f"https://news.example/{number}").partition(b"\r\n\r\n")
        parts.append(head.replace(b"\r\n", b"\n") + b"\n\n" + rest[: len(block)] + b"\n\n")
    good, bad = read(b"".join(packed(parts) if pack else parts))
    assert [(found.url, found.data) for found in good] == [(f"https://news.example/{n}", page(f"Port {n}")) for n in range(3)]
    assert not bad


@pytest.mark.parametrize("length", ["1", "300", "5000", "x", "-5", "99999999999999999999"])
@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_wrong_length_costs_only_the_record_that_is_a_member_of_gzip_by_itself(place: int, length: str) -> None:
    parts = [record(http(page(f"Port {number}"))) for number in range(3)]
    told = f"Content-Length: {len(http(page('Port 0')))}".encode()
    parts[place] = parts[place].replace(told, f"Content-Length: {length}".encode())
    good, (error,) = read(b"".join(packed(parts)))
    assert [found.data for found in good] == [page(f"Port {number}") for number in range(3) if number != place]
    assert error.input == f"news.warc:{sum(map(len, packed(parts)[:place]))}"
    assert "length" in error.problem


def test_an_archive_with_no_page_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.warc").write_bytes(records(0)[0])
    (tmp_path / "b.warc").write_bytes(b"")
    (tmp_path / "c.warc").write_bytes(b"<html>")
    first, second, third = stories([tmp_path / "a.warc", tmp_path / "b.warc", tmp_path / "c.warc"])
    assert isinstance(first, InputError)
    assert "holds no page" in first.problem
    assert isinstance(second, InputError)
    assert "is empty" in second.problem
    assert isinstance(third, InputError)
    assert "broken" in third.problem


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_no_damage_to_an_archive_is_more_than_an_error(data: st.DataObject) -> None:
    parts = data.draw(st.sampled_from([records(2), packed(records(2))]))
    damaged = bytearray(b"".join(parts))
    for place, byte in data.draw(st.lists(st.tuples(st.integers(0, len(damaged) - 1), st.integers(0, 255)), max_size=5)):
        damaged[place] = byte
    read(bytes(damaged))


READER = """
import resource, sys
from sayso.ingest import documents
count = 0
for found in documents([sys.argv[1]]):
    count += 1
    if count == 10:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(count, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1000)
"""


@pytest.mark.parametrize("pack", [False, True])
def test_an_archive_is_never_held_as_a_whole(tmp_path: Path, pack: bool) -> None:
    part = record(http(page() + b"<!--" + bytes(1_000_000) + b"-->"))
    part = gzip.compress(part, 1) if pack else part
    with (tmp_path / "a.warc").open("wb") as file:
        for _ in range(300):
            file.write(part)
    done = subprocess.run([sys.executable, "-c", READER, tmp_path / "a.warc"], capture_output=True, text=True, check=True)
    count, grown = map(int, done.stdout.split())
    assert count == 300
    assert grown < 30, "MB, of the 300 that went by"


def test_nothing_of_an_archive_is_read_before_it_is_asked_for() -> None:
    part = record(http(page() + b" " * 100_000))
    file = io.BytesIO(part * 100)
    next(pages(file, "a", source="a", packed=False))
    assert file.tell() < 5 * len(part)
