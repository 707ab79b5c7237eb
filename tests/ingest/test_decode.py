"""Bytes become text as browsers make it: in the encodings of the web and in no others, and no letter is changed without a word."""

import codecs
import time
from pathlib import Path

import pytest
import webencodings
from webencodings.labels import LABELS

from sayso.errors import InputError
from sayso.ingest import stories
from sayso.ingest.decode import charset_of, decode_markup, decode_sent
from sayso.ingest.feed import listing
from sayso.story import Story
from tests.seconds import seconds

SAID = "“It’s a disgrace,” said José Núñez, the owner of the café – Zoë Brontë’s – on Monday, and left in the rain."
TEXT = f"<article><h1>Café owner sues</h1><p>{SAID}</p><p>{SAID}</p></article>"
PYTHONS_OWN = [
    "punycode",
    "idna",
    "raw_unicode_escape",
    "unicode_escape",
    "utf-7",
    "rot13",
    "hex",
    "base64",
    "zip",
    "undefined",
    "mbcs",
    "utf-32",
]


def page(declared: str, encoding: str) -> bytes:
    return f"<html><head>{declared}<title>Café owner sues</title></head><body>{TEXT}</body></html>".encode(encoding)


@pytest.mark.parametrize("declared", ["ISO-8859-1", "us-ascii", "latin1", "windows-1252", "'ISO-8859-1'", "x-user-defined"])
def test_latin_1_and_ascii_are_windows_1252_as_browsers_have_it(declared: str) -> None:
    for meta in (f"<meta charset={declared}>", f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">'):
        assert SAID in decode_markup(page(meta, "cp1252"), "a")
    if "'" not in declared and declared != "x-user-defined":
        assert SAID in decode_markup(page("", "cp1252"), "a", declared)
        assert SAID in decode_sent(SAID.encode("cp1252"), declared, "a")


def test_a_page_that_declares_nothing_is_utf_8_or_else_windows_1252() -> None:
    for encoding in ("utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"):
        assert SAID in decode_markup(page("", encoding), "a"), encoding


@pytest.mark.parametrize("meta", ["", '<meta charset="utf-8">', '<meta charset="iso-8859-1">'])
@pytest.mark.parametrize("charset", [None, "utf-8", "iso-8859-1"])
def test_a_bad_byte_in_utf_8_is_one_replacement_character_and_changes_nothing_else(meta: str, charset: str | None) -> None:
    good = page(meta, "utf-8")
    for at in (good.index(b"sues"), good.index(b"rain")):
        text = decode_markup(good[:at] + b"\xec" + good[at + 1 :], "a", charset)
        assert text == good[:at].decode() + "\ufffd" + good[at + 1 :].decode()


def test_one_cut_character_in_plain_letters_does_not_make_another_encoding_of_them() -> None:
    assert decode_markup(b"<meta charset=utf-8><p>The caf\xc3 is shut", "a").endswith("The caf\ufffd is shut")


def test_a_page_that_declares_utf_8_and_holds_none_of_it_is_read_all_the_same() -> None:
    assert SAID in decode_markup(page('<meta charset="utf-8">', "cp1252"), "a", "utf-8")


def test_how_it_was_sent_goes_before_what_it_declares() -> None:
    text = "<meta charset=iso-8859-1><p>Żółć, powiedział."
    assert decode_markup(text.encode("iso-8859-2"), "a", "latin2").endswith("Żółć, powiedział.")


def test_a_declaration_in_a_comment_and_one_of_utf_16_that_could_be_read_do_not_count() -> None:
    assert SAID in decode_markup(page("<!-- <meta charset=koi8-r> -->", "cp1252"), "a")
    assert SAID in decode_markup(page("<meta charset=utf-16>", "utf-8"), "a")


@pytest.mark.parametrize("label", PYTHONS_OWN)
def test_no_codec_of_python_s_own_is_ever_asked_for(label: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert charset_of(label) is None
    data = page(f"<meta charset={label}>", "utf-8")
    xml = f'<?xml version="1.0" encoding="{label}"?>'
    feed = f"{xml}<rss version='2.0'><channel><item><title>Café</title><link>https://news.example/a</link></item></channel></rss>"
    (tmp_path / "a.xml").write_bytes(feed.encode())
    looked_up: list[str] = []
    found = codecs.lookup

    def lookup(name: str) -> codecs.CodecInfo:
        looked_up.append(name)
        return found(name)

    monkeypatch.setattr(codecs, "lookup", lookup)
    assert SAID in decode_markup(data, "a", label)
    listed = listing(feed.encode(), "https://news.example/feed")
    assert listed is not None
    assert listed.entries[0].title == "Café"
    assert label not in looked_up


@pytest.mark.parametrize("encoding", sorted(set(LABELS.values()) - {"replacement"}))
def test_each_encoding_takes_time_in_proportion_to_the_length(encoding: str) -> None:
    assert webencodings.lookup(encoding) is not None
    for piece in (b"a", b"\x80", b"\xff", b"\x1b$", b"-"):
        short, long = (seconds(lambda data=piece * size: _tried(data, encoding)) for size in (20_000, 160_000))  # type: ignore[misc]
        assert long < 0.05 or long < short * 8**1.3


def _tried(data: bytes, encoding: str) -> None:
    try:
        decode_markup(data, "a", encoding)
    except InputError as error:
        assert "binary" in error.problem or "empty" in error.problem  # noqa: PT017 - or a text


def test_what_declares_an_encoding_of_python_s_own_takes_no_time(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(page("<meta charset=punycode>", "utf-8").replace(b"<h1>", b"<h1>" + b"a" * 150_000))
    began = time.thread_time()
    (story,) = stories([tmp_path / "a.html"])
    assert isinstance(story, Story)
    assert time.thread_time() - began < 2


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR<html>", bytes(range(32)) * 20 + b"<html>", b"<html>\0\0"])
def test_what_is_no_text_says_so(data: bytes) -> None:
    with pytest.raises(InputError, match="is binary"):
        decode_markup(data, "a")
