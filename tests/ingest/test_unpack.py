"""What is packed is unpacked once, within bounds, before anything is counted or parsed."""

import gzip
import time
import zlib
from collections.abc import Callable
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

from sayso.errors import InputError
from sayso.ingest import stories
from sayso.ingest.page import LARGEST, from_html
from sayso.ingest.unpack import MOST_TIMES, SMALL, unpacked
from sayso.story import Story
from tests.ingest.archives import http, page, record

PACKERS: list[Callable[[bytes], bytes]] = [gzip.compress, zlib.compress]
if find_spec("brotli"):
    PACKERS.append(partial(import_module("brotli").compress, quality=1))
# Each small by itself: what unpacks it first and looks then is busy for minutes.
BOMBS = [b"<html><body>" + b"<p>a" * 60_000, b"<html><body " + b" a=1" * 300_000 + b">", b" " * 9_000_000, bytes(20_000_000)]


@pytest.mark.parametrize("bomb", BOMBS, ids=["elements", "attributes", "blanks", "zeros"])
@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("pack", PACKERS)
def test_a_page_that_is_packed_once_or_twice_never_gets_by_the_bounds(
    tmp_path: Path, pack: Callable[[bytes], bytes], times: int, bomb: bytes
) -> None:
    for _ in range(times):
        bomb = pack(bomb)
    (tmp_path / "a.html").write_bytes(bomb)
    (tmp_path / "a.warc").write_bytes(record(http(bomb)))
    for path in tmp_path.iterdir():
        began = time.thread_time()
        (error,) = stories([path])
        assert isinstance(error, InputError)
        assert time.thread_time() - began < 1


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress, lambda data: gzip.compress(data[:50]) + gzip.compress(data[50:])])
def test_a_page_that_was_saved_as_it_was_sent_is_read(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    (tmp_path / "a.html").write_bytes(pack(page()))
    (story,) = stories([tmp_path / "a.html"])
    assert isinstance(story, Story)
    assert story.text == from_html(page(), "a").text


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress])
def test_what_is_cut_off_or_broken_or_too_long_says_so(pack: Callable[[bytes], bytes]) -> None:
    whole = pack(page())
    for data, problem in ((whole[:-12], "cut off"), (whole[:-4] + bytes(4), "broken"), (pack(bytes(LARGEST + 1)), "MB")):
        with pytest.raises(InputError, match=problem) as caught:
            unpacked(data, "a.html", LARGEST)
        assert caught.value.input == "a.html"


def test_what_gets_hundreds_of_times_as_long_is_refused_and_what_is_small_is_not() -> None:
    assert unpacked(gzip.compress(bytes(SMALL)), "a", LARGEST) == bytes(SMALL)
    with pytest.raises(InputError, match=f"more than {MOST_TIMES} times"):
        unpacked(gzip.compress(bytes(3 * SMALL)), "a", LARGEST)
