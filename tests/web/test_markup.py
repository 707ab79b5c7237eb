"""Words of stories can never become markup, on whatever page they come to stand."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.archive import Archive
from sayso.show.cards import LIT
from sayso.story import Story
from sayso.web import templating
from sayso.web.pages import NOTHING
from sayso.web.story_view import told
from tests.archive.stories import lines
from tests.show.stories import ANY_STORY
from tests.show.test_page import squeezed
from tests.web.conftest import Served, serving

EVIL = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'><svg/onload=alert(1)>{{7*7}}{% raw %}"
LEADING = frozenset({"href", "src", "action", "formaction", "hx-get", "hx-post"})
"""Attributes that lead somewhere."""
OURS = {"/static/htmx.min.js", "/static/read.js"}


class Seen(HTMLParser):
    """The elements and the words of a page."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def harmless(source: str) -> Seen:
    """What a page holds, after nothing was found in it that could run, or be taken from elsewhere."""
    seen = Seen(source)
    for tag, attributes in seen.elements:
        assert not [name for name in attributes if name.startswith("on") or name in ("style", "srcdoc")], (tag, attributes)
        assert tag not in ("iframe", "object", "embed", "base", "style", "img", "math"), tag
        if tag == "script":
            assert attributes["src"] in OURS
        for name in LEADING & attributes.keys():
            at = attributes[name] or ""
            outward = name == "href" and tag == "a" and at.startswith(("http://", "https://"))
            assert outward or at.startswith(("/", "#", "?")), (tag, at)
    assert 1 <= sum(tag == "script" for tag, _ in seen.elements) <= len(OURS)
    return seen


@pytest.fixture(scope="module")
def evil(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """An archive of one story with markup in every field."""
    folder = tmp_path_factory.mktemp("evil")
    text = f"{EVIL} closes pier\n\nThe pier is shut, harbour master Ada <b>Brill</b> said. “{EVIL} is safe,” Brill told {EVIL}."
    fields = {"outlet": EVIL, "headline": EVIL, "byline": EVIL, "url": "javascript:alert(1)", "published": "2024-05-03"}
    with Archive(folder / "evil.db") as archive:
        archive.add(lines(folder / "evil.jsonl", {"id": EVIL, "text": text, **fields}))
        with (folder / "people.csv").open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows([("name", EVIL.replace("=", "")), ("Ada Brill", EVIL)])
        archive.describe(folder / "people.csv")
        with serving(archive) as found:
            yield found


PAGES = (
    "/",
    f"/?outlet={httpx.URL('/', params={'a': EVIL}).query.decode()[2:]}",
    "/stories/1",
    "/speakers/1",
    "/search?words=safe",
    f"/search?{httpx.URL('/', params={'words': EVIL, 'speaker': EVIL}).query.decode()}",
    f"/search?{httpx.URL('/', params={'since': EVIL}).query.decode()}",
    "/audit",
    "/read",
    "/api",
    "/stories/99",
    f"/{EVIL.replace('/', '')}",
    f"/speakers?{httpx.URL('/', params={'name': EVIL}).query.decode()}",
)


@pytest.mark.parametrize("path", PAGES, ids=range(len(PAGES)))
def test_no_field_of_a_story_becomes_markup_on_any_page(evil: Served, path: str) -> None:
    with evil.client() as client:
        found = client.get(path)
    assert found.status_code < 500
    harmless(found.text)


def test_a_text_that_is_read_becomes_no_markup(evil: Served) -> None:
    with evil.client() as client:
        found = client.post("/read", data={"text": f"{EVIL} is safe, {EVIL} said. {EVIL}", "address": ""})
    assert found.status_code == 200
    seen = harmless(found.text)
    assert squeezed(EVIL) in squeezed("".join(seen.words))


def test_an_address_that_is_no_web_address_is_no_link(evil: Served) -> None:
    with evil.client() as client:
        assert "javascript:" not in client.get("/stories/1").text


@given(ANY_STORY)
def test_any_story_is_shown_whole_and_as_words_alone(story: Story) -> None:
    facts: dict[str, Any] = {
        "twin": None,
        "problem": "",
        "given": NOTHING,
        "kept": False,
        "entered": False,
    }
    seen = harmless(bytes(templating.page("read.html", **facts, **told(story)).body).decode())
    assert squeezed(story.text) in squeezed("".join(seen.words))


@given(st.text(max_size=80))
def test_any_words_that_are_sought_come_back_as_words(words: str) -> None:
    page = templating.page("problem.html", title="Bad", detail=words, bearers=[])
    seen = harmless(bytes(page.body).decode())
    assert squeezed(words.encode(errors="replace").decode()) in squeezed("".join(seen.words))


def test_a_huge_story_is_shown_without_rules_of_its_own() -> None:
    from sayso.story import Span, Statement

    story = Story("a", "Ada said no.", tuple(Statement((Span(0, 3),), (Span(4, 8),), (Span(9, 11),)) for _ in range(LIT + 1)))
    assert told(story)["lit"] is None
