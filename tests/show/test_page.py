import re
import time
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sayso
from sayso.show.page import page
from sayso.story import Link, Span, Statement, Story
from tests.show.stories import ANY_STORY, STORY_OF_A_LETTER, nested
from tests.show.test_terminal import STORY_OF_BOATS

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
        if "text" in classes and not {"head", "beside"} & set(classes):
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


def places(parsed: Parsed, kind: str) -> list[str]:
    """What the page's links lead to, of those of a kind: ``story``, ``card`` or ``speaker``."""
    links = [(attrs.get("href") or "")[1:] for tag, attrs in parsed.elements if tag == "a"]
    return [link for link in links if link.startswith(f"{kind}-")]


def test_every_statement_of_the_list_leads_to_its_place_in_the_text() -> None:
    parsed = Parsed(page([STORY_OF_BOATS, STORY_OF_BOATS]))
    ids = [attrs["id"] for _, attrs in parsed.elements if "id" in attrs]
    links = places(parsed, "story")
    assert len(links) == 2 + 2 * 3
    assert set(links) <= set(ids)
    assert len(ids) == len(set(ids))


def test_every_statement_can_be_tabbed_to_in_the_text_and_leads_to_its_card() -> None:
    parsed = Parsed(page([STORY_OF_A_LETTER]))
    assert places(parsed, "card") == ["card-0-1", "card-0-2", "card-0-0", "card-0-3", "card-0-4"]
    assert {f"card-0-{index}" for index in range(5)} <= {attrs.get("id") for _, attrs in parsed.elements}


def test_a_statement_without_a_cue_can_be_tabbed_to_at_its_source() -> None:
    said = Statement((Span(0, 3),), (), (Span(5, 10),))
    assert '<a href="#card-0-0" class="source s1"' in page([Story("a", "Ada: leaks", (said,))])


def test_statements_that_begin_at_the_same_word_or_have_no_content_have_places_too() -> None:
    text = "The boat leaks, the master and the pilot said."
    leaks, said = (Span(0, 14),), (Span(41, 45),)
    statements = (Statement((Span(16, 26),), said, leaks), Statement((Span(31, 40),), said, leaks), Statement((), said, ()))
    parsed = Parsed(page([Story("a", text, statements)]))
    links = set(places(parsed, "story"))
    assert links == {"story-0-0", "story-0-1", "story-0-2"}
    assert links <= {attrs.get("id") for _, attrs in parsed.elements}


def card(source: str, name: str) -> str:
    """The card of a statement as HTML."""
    (found,) = re.findall(rf'<section class="card" id="card-{name}".*?</section>', source, re.DOTALL)
    return str(found)


def words(html: str) -> str:
    """The words of a piece of HTML, a blank for each tag."""
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def test_a_card_holds_the_whole_chain_and_how_many_stand_between() -> None:
    told = words(card(page([STORY_OF_A_LETTER]), "0-2"))
    assert told.startswith(
        "On whose word The Tidings outlet NWA agency Jon Vey pilot wrote on Harbour Radio on May 3 (2024-05-03) "
        "Two clerks in the tower (unnamed) have confirmed to me endorsing Ada Brill told the crews to empty the pier 5 between"
    )


def test_a_card_tells_speaker_role_affiliation_label_setting_stance_and_why() -> None:
    source = page([STORY_OF_A_LETTER])
    told = words(card(source, "0-2"))
    assert "speaker Ada Brill role warden affiliation the pier addressee the crews stance neutral kind indirect" in told
    assert told.endswith("Why speaker named in the source Ada Brill")
    told = words(card(source, "0-0"))
    assert "label (a known troublemaker) the outlet’s words channel on Harbour Radio when on May 3 (2024-05-03)" in told
    assert "denied" in words(card(source, "0-4"))


def test_contents_inside_contents_say_how_deep_they_stand() -> None:
    deep = {attrs.get("data-deep"): attrs.get("data-in") for _, attrs in Parsed(page([STORY_OF_A_LETTER])).elements}
    assert {"1", "2", "3"} <= set(deep)
    assert deep["3"] == "0-0 0-1 0-2"


@pytest.mark.slow
def test_a_story_nested_deeper_than_python_can_call_is_a_page() -> None:
    source = page([nested(1010)])
    parsed = Parsed(source)
    assert squeezed("".join(parsed.texts)) == squeezed(nested(1010).text)
    assert source.count("<ul>") < 50


def test_a_long_chain_shows_its_two_ends() -> None:
    links = tuple(Link("speaker", f"N{n}") for n in range(1000))
    story = Story("a", "he says it", (Statement((Span(0, 2),), (Span(3, 7),), (Span(8, 10),), chain=links),))
    shown = card(page([story]), "0-0")
    assert shown.count("<li") == 13
    assert "… 988 more …" in shown


@given(ANY_STORY, st.booleans())
def test_no_link_of_any_page_leads_nowhere(story: Story, unsure: bool) -> None:
    parsed = Parsed(page([story, story], unsure=unsure))
    ids = [attrs["id"] for _, attrs in parsed.elements if "id" in attrs]
    links = {attrs["href"] for tag, attrs in parsed.elements if tag == "a" and "href" in attrs}
    assert links <= {f"#{name}" for name in ids}
    assert len(ids) == len(set(ids))


def test_a_title_that_came_beside_the_text_stands_above_it() -> None:
    parsed = Parsed(page([Story("a", "The boat leaks.", title="Leak")]))
    assert ("h1", {"class": "beside"}) in parsed.elements
    assert "".join(parsed.texts).strip() == "The boat leaks."


def test_pointing_at_a_statement_in_the_list_lights_all_its_parts_in_the_text() -> None:
    source = page([STORY_OF_BOATS, STORY_OF_BOATS])
    assert "#story-1-2:target" in source
    assert {attrs.get("data-in") for _, attrs in Parsed(source).elements} >= {"0-0", "1-2"}
    assert {attrs.get("data-of") for _, attrs in Parsed(source).elements if "href" in attrs} >= {"0-0", "1-2"}


def test_the_list_gives_a_source_its_own_words_where_they_are_not_the_heading() -> None:
    assert '<span class="source">the Master</span> <span class="cue">added' in page([STORY_OF_BOATS])


def test_what_is_unsure_is_left_out_and_told_of_or_shown_and_marked() -> None:
    said, added, agreed = STORY_OF_BOATS.statements
    story = replace(STORY_OF_BOATS, statements=(said, replace(added, unsure=True, confidence=0.314), agreed))
    source = page([story])
    assert "card-0-1" not in source.partition("</style>")[2]
    assert "1 more may be misread and is left out." in source
    assert Parsed(source).marked["cue"] == "saidwas agreed"
    marked = page([story], unsure=True)
    assert '<span class="tag unsure">unsure</span>' in marked
    assert "how sure 31 %" in words(card(marked, "0-1"))
    assert "doubted" in Parsed(marked).marked
    assert "left out" not in marked


def test_what_is_thought_or_wanted_stands_apart_in_the_list_and_pale_in_the_text() -> None:
    said, added, agreed = STORY_OF_BOATS.statements
    source = page([replace(STORY_OF_BOATS, statements=(replace(said, act="thought"), added, replace(agreed, act="intention")))])
    apart = words(source.split('<section class="unsaid">')[1].split("</section>")[0])
    assert (
        apart
        == "Thought or wanted, not said the master said thought The boat will stop nobody named was agreed intention that it leaks"
    )
    assert source.split('<div class="text">')[1].split('<div class="list">')[0].count(' quiet">') == 2
    assert "act thought kind indirect" in words(card(source, "0-0"))
    assert source.count('href="#speaker-') == 1


@pytest.mark.slow
def test_a_long_story_is_a_page_in_seconds() -> None:
    line = "The boat leaks, the master said. "
    text = line * 3000
    said = [
        Statement((Span(at + 16, at + 26),), (Span(at + 27, at + 31),), (Span(at, at + 14),))
        for at in range(0, len(text), len(line))
    ]
    began = time.monotonic()
    page([Story("long", text, tuple(said))])
    assert time.monotonic() - began < 20


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


@given(ANY_STORY, st.booleans())
def test_any_spans_give_a_page_that_is_well_formed_and_whole(story: Story, unsure: bool) -> None:
    parsed = Parsed(page([story, STORY_OF_BOATS], unsure=unsure))
    assert squeezed("".join(parsed.texts)) == squeezed(story.text + STORY_OF_BOATS.text)


@pytest.mark.parametrize("name", ["harbour.txt", "harbour.html"])
def test_the_example_is_a_page(name: str) -> None:
    story = sayso.read(Path(__file__).parents[2] / "examples" / name)
    parsed = Parsed(page([story]))
    assert squeezed("".join(parsed.texts)) == squeezed(story.text)
    assert [tag for tag, _ in parsed.elements].count("h1") == 1
