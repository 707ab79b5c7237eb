import re
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from rdflib import URIRef

from sayso.export.places import iri, pieces
from sayso.story import Span, Story
from tests.export.stories import EMOJI
from tests.test_story import SPANS, TEXT


@given(TEXT, SPANS)
def test_pieces_stand_in_the_text_in_order_and_do_not_overlap(text: str, spans: tuple[Span, ...]) -> None:
    found = pieces(text, spans)
    assert all(text[start:end] for start, end in found)
    assert all(0 <= start < end <= len(text) for start, end in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
    covered = {at for start, end in spans for at in range(start, min(end, len(text)))}
    assert {at for start, end in found for at in range(start, end)} == covered


def test_the_address_of_a_story_is_its_url_and_a_part_is_a_fragment_of_it() -> None:
    assert iri(EMOJI) == "https://gull.example/a%20b/🐦?q=1"
    assert iri(EMOJI, "statement-1") == "https://gull.example/a%20b/🐦?q=1#statement-1"


def test_a_part_of_an_address_that_has_a_fragment_goes_behind_it() -> None:
    assert iri(Story("a", "x", url="https://a.example/#!/1"), "statement-1") == "https://a.example/#!/1&statement-1"


def test_a_story_without_a_url_has_a_name() -> None:
    assert iri(Story("feed/1 #2", "x"), "speaker-0") == "urn:sayso:story:feed%2F1%20%232#speaker-0"
    assert iri(Story("a", "x", url="no address")) == "urn:sayso:story:a"


@given(TEXT, st.none() | TEXT | TEXT.map("https://x.example/".__add__))
def test_any_address_is_an_iri(story_id: str, url: str | None) -> None:
    found = iri(Story(story_id, "x", url=url), "statement-0")
    assert re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", found)
    assert URIRef(found).n3() == f"<{found}>"
