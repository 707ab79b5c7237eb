import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given

import sayso
from sayso.show.page import page
from sayso.story import Span, Statement, Story
from tests.show.test_terminal import STORY_OF_BOATS
from tests.test_story import STORY

VOID = {"meta", "br", "link", "img"}


class Parsed(HTMLParser):
    """A page's elements, which have to close in order, and the text of its paragraphs."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.open: list[tuple[str, dict[str, str | None]]] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.marked: dict[str, str] = {}
        self.feed(source)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        classes = [attrs.get("class") or "" for _, attrs in self.open]
        if "text" in classes and "head" not in classes:
            self.texts.append(data)
            for role in classes[-1].split():
                self.marked[role] = self.marked.get(role, "") + data


def squeezed(text: str) -> str:
    """The text without white space and without characters that HTML cannot carry."""
    return re.sub(r"[\s\x00-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff�]", "", text)


def test_the_page_carries_the_whole_text_with_its_statements_marked() -> None:
    parsed = Parsed(page([STORY_OF_BOATS]))
    assert squeezed("".join(parsed.texts)) == squeezed(STORY_OF_BOATS.text)
    assert parsed.marked["source"] == "the masterthe Master"
    assert parsed.marked["cue"] == "saidaddedwas agreed"
    assert parsed.marked["insertion"] == "[on the board]"


def test_every_statement_of_the_list_leads_to_its_place_in_the_text() -> None:
    parsed = Parsed(page([STORY_OF_BOATS, STORY_OF_BOATS]))
    ids = {attrs["id"] for _, attrs in parsed.elements if "id" in attrs}
    links = [(attrs["href"] or "")[1:] for tag, attrs in parsed.elements if tag == "a"]
    assert len(links) == 2 + 2 * 3
    assert set(links) <= ids
    assert len(ids) == sum("id" in attrs for _, attrs in parsed.elements)


def test_the_page_needs_no_script_and_no_network() -> None:
    source = page([STORY_OF_BOATS])
    assert not re.search(r"<script|https?://|url\(|@import|\bsrc=", source)
    assert "default-src 'none'" in source


def test_a_story_cannot_write_html() -> None:
    text = '<script>alert("x")</script> said & “<b>”'
    source = page([Story("<i>", text, (Statement((Span(0, 8),), (), (Span(4, 30),)),), title="</title>", byline="<u>")])
    assert "<script" not in source
    assert "<u>" not in source
    assert squeezed("".join(Parsed(source).texts)) == squeezed(text)


@given(STORY)
def test_any_spans_give_a_page_that_is_well_formed_and_whole(story: Story) -> None:
    parsed = Parsed(page([story, STORY_OF_BOATS]))
    assert squeezed("".join(parsed.texts)) == squeezed(story.text + STORY_OF_BOATS.text)


@pytest.mark.parametrize("name", ["harbour.txt", "harbour.html"])
def test_the_example_is_a_page(name: str) -> None:
    story = sayso.read(Path(__file__).parents[2] / "examples" / name)
    parsed = Parsed(page([story]))
    assert squeezed("".join(parsed.texts)) == squeezed(story.text)
    assert [tag for tag, _ in parsed.elements].count("h1") == 1
