"""From what a page shows to its HTML."""

from __future__ import annotations

from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.show.telling import counted
from sayso.web.templating import link, outward, pieces, share

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@given(TEXT, st.dictionaries(TEXT, TEXT | st.integers() | st.booleans() | st.none()))
def test_an_address_holds_what_was_put_into_it(path: str, fields: dict[str, str | int | bool | None]) -> None:
    found = urlsplit(link(f"/search/{path}", fields))
    assert (found.scheme, found.netloc, found.fragment) == ("", "", "")
    assert unquote(found.path) == f"/search/{path}"
    plain = {name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in fields.items()}
    kept = {name: [value] for name, value in plain.items() if fields[name] is not None}
    assert parse_qs(found.query, keep_blank_values=True) == kept


def test_a_field_of_an_address_is_put_in_the_place_of_another() -> None:
    assert link("/search", {"words": "ferry", "offset": 20}, offset=None) == "/search?words=ferry"
    assert link("/search", {"words": "ferry"}, newest=True) == "/search?words=ferry&newest=true"
    assert link("/search", {"words": None}) == "/search"


def test_half_a_character_is_no_part_of_an_address() -> None:
    assert link("/search", {"words": "a\ud800b"}) == "/search?words=a%3Fb"


@pytest.mark.parametrize("url", ["http://news.example/a", "https://news.example", "HTTPS://NEWS.EXAMPLE/"])
def test_a_page_leads_to_the_web(url: str) -> None:
    assert outward(url) == url


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "java\nscript:alert(1)",
        " data:text/html,a",
        "//evil.example",
        "/etc",
        "http://[",
        "ftp://a/",
    ],
)
def test_a_page_leads_nowhere_else(url: str | None) -> None:
    assert outward(url) is None


@pytest.mark.parametrize(("number", "told"), [(0, "0 stories"), (1, "1 story"), (1200, "1,200 stories")])
def test_a_number_stands_with_its_noun(number: int, told: str) -> None:
    assert counted(number, "story", "stories") == told
    assert counted(number, "statement").startswith(told.split()[0] + " statement")


@pytest.mark.parametrize(("part", "whole", "told"), [(1, 8, "12 %"), (0, 5, "0 %"), (5, 5, "100 %"), (0, 0, "–")])
def test_a_share_is_in_hundredths(part: int, whole: int, told: str) -> None:
    assert share(part, whole) == told


@given(TEXT, st.lists(st.integers(0, 30), max_size=8, unique=True))
def test_a_content_in_pieces_is_the_same_content_with_the_words_that_were_sought(content: str, at: list[int]) -> None:
    ends = sorted(min(each, len(content)) for each in at[: len(at) // 2 * 2])
    matches = tuple(zip(ends[::2], ends[1::2], strict=True))
    found = pieces(content, matches)
    assert "".join(words for words, _ in found) == content
    assert [words for words, sought in found if sought] == [content[start:end] for start, end in matches]
