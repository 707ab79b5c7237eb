import json
from typing import Any

import pytest
from hypothesis import given, settings
from pyld import jsonld as pyld
from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import RDF, SDO

from sayso.export.jsonld import document, line
from sayso.export.places import iri
from sayso.story import Span, Speaker, Statement, Story
from tests.export.stories import ANY, EMOJI, harbour
from tests.show.stories import STORY_OF_A_LETTER

SCHEMA = Namespace("https://schema.org/")
TERMS = Namespace("urn:sayso:terms:")


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a context was fetched")

    monkeypatch.setattr("socket.socket.connect", refuse)
    pyld.set_document_loader(refuse)


def _graph(story: Story) -> Graph:
    return Graph().parse(data=line(story), format="json-ld")


def _part(story: Story, part: str) -> URIRef:
    return URIRef(iri(story, part))


def _kinds(story: Story) -> list[str]:
    return [part["@type"] for part in document(story)["hasPart"]]


def test_every_term_is_of_schema_org_or_our_own() -> None:
    for story in (EMOJI, STORY_OF_A_LETTER, harbour()):
        graph = _graph(story)
        used = {*graph.predicates(), *graph.objects(None, RDF.type)} - {RDF.type}
        # rdflib has a list of schema.org's terms.
        others = {str(term) for term in used if not str(term).startswith(TERMS)}
        assert {term.removeprefix(SCHEMA) for term in others} <= set(SDO.__annotations__)


@given(ANY)
@settings(max_examples=50, deadline=None)
def test_every_key_is_known_to_a_json_ld_processor(story: Story) -> None:
    written = json.loads(line(story))
    (expanded,) = pyld.expand(written)
    assert expanded["@type"] == ["https://schema.org/NewsArticle"]
    compacted = pyld.compact(expanded, written["@context"], {"graph": False})
    assert set(compacted) == set(written)


def test_a_story_is_a_news_article_of_its_outlet() -> None:
    graph = _graph(EMOJI)
    article = URIRef(iri(EMOJI))
    assert graph.value(article, RDF.type) == SCHEMA.NewsArticle
    assert graph.value(article, SCHEMA.headline) == Literal("🐦🚢 The ferry sinks 🌊!")
    assert graph.value(article, SCHEMA.datePublished) == Literal("2024-05-03")
    publisher = graph.value(article, SCHEMA.publisher)
    assert graph.value(publisher, SCHEMA.name) == Literal("The “Gull”")


def test_a_direct_statement_is_a_quotation_spoken_by_its_speaker() -> None:
    graph = _graph(EMOJI)
    quotation = _part(EMOJI, "statement-0")
    assert graph.value(quotation, RDF.type) == SCHEMA.Quotation
    assert graph.value(quotation, SCHEMA.dateCreated) == Literal("2024-05")
    speaker = graph.value(quotation, SCHEMA.spokenByCharacter)
    assert graph.value(speaker, RDF.type) == SCHEMA.Person
    assert graph.value(speaker, SCHEMA.alternateName) == Literal("Čapek")


def test_another_statement_is_a_claim_of_its_speaker_that_appears_in_the_story() -> None:
    graph = _graph(STORY_OF_A_LETTER)
    claim = _part(STORY_OF_A_LETTER, "statement-2")
    assert graph.value(claim, RDF.type) == SCHEMA.Claim
    assert graph.value(graph.value(claim, SCHEMA.author), SCHEMA.name) == Literal("Ada Brill")
    assert graph.value(claim, SCHEMA.appearance) == URIRef(iri(STORY_OF_A_LETTER))
    assert graph.value(claim, TERMS.cue) == Literal("told")


def test_a_statement_inside_another_is_part_of_it_and_names_on_whose_word_it_stands() -> None:
    graph = _graph(STORY_OF_A_LETTER)
    claim = _part(STORY_OF_A_LETTER, "statement-2")
    assert graph.value(claim, SCHEMA.isPartOf) == _part(STORY_OF_A_LETTER, "statement-1")
    assert graph.value(claim, SCHEMA.creditText) == Literal(
        "The Tidings → NWA → Jon Vey → Two clerks in the tower (unnamed) → Ada Brill"
    )


def test_what_is_denied_and_what_stands_inside_it_is_nobodys_claim() -> None:
    graph = _graph(EMOJI)
    assert _kinds(EMOJI) == ["Quotation", "CreativeWork", "CreativeWork"]
    denied = _part(EMOJI, "statement-1")
    assert graph.value(denied, TERMS.negated) == Literal(True)
    assert graph.value(denied, SCHEMA.about) == _part(EMOJI, "speaker-0")
    for part in (denied, _part(EMOJI, "statement-2")):
        assert not {SCHEMA.author, SCHEMA.creator, SCHEMA.spokenByCharacter, SCHEMA.appearance} & set(graph.predicates(part))


@pytest.mark.parametrize("kind", ["direct", "indirect"])
def test_a_question_is_nobodys_claim(kind: Any) -> None:
    asked = Statement((), (), (Span(0, 4),), kind=kind, asserted=False)
    assert _kinds(Story("a", "whether", (asked,))) == ["CreativeWork"]


@pytest.mark.parametrize(
    ("told", "kinds"),
    [
        ({"act": "speech"}, ["Claim", "Claim"]),
        ({"act": "writing"}, ["Claim", "Claim"]),
        ({"act": "thought"}, ["CreativeWork", "CreativeWork"]),
        ({"act": "intention"}, ["CreativeWork", "CreativeWork"]),
        ({"act": "speech", "unsure": True}, ["CreativeWork", "CreativeWork"]),
    ],
)
def test_what_nobody_said_or_what_is_unsure_is_nobodys_claim(told: Any, kinds: list[str]) -> None:
    outer = Statement((), (), (Span(0, 7),), **told)
    inner = Statement((), (), (Span(0, 4),), parent=0, act="speech")
    assert _kinds(Story("a", "whether", (outer, inner))) == kinds


def test_a_statement_says_what_was_done_how_sure_that_is_and_why_nobody_is_named() -> None:
    said = Statement((), (), (Span(0, 4),), act="thought", confidence=0.25, unsure=True, speaker_kind="vague")
    story = Story("a", "whether", (said,))
    graph, part = _graph(story), _part(story, "statement-0")
    assert [graph.value(part, TERMS[term]) for term in ("act", "confidence", "unsure", "speaker_kind")] == [
        Literal("thought"), Literal(0.25), Literal(True), Literal("vague"),
    ]  # fmt: skip


def test_a_ring_of_parents_ends() -> None:
    said = [Statement((), (), (Span(0, 1),), parent=parent) for parent in (1, 0, 2, -3, 9)]
    assert _kinds(Story("a", "x", tuple(said))) == ["Claim"] * 5


@pytest.mark.parametrize(
    ("kind", "type_"),
    [
        ("person", "Person"),
        ("organisation", "Organization"),
        ("government", "GovernmentOrganization"),
        ("document", "CreativeWork"),
        ("unnamed", "Thing"),
        ("group", "Thing"),
    ],
)
def test_a_speaker_is_of_the_schemas_type(kind: Any, type_: str) -> None:
    (speaker,) = document(Story("a", "x", speakers=(Speaker(None, kind, description=Span(0, 1)),)))["mentions"]
    assert (speaker["@type"], speaker["description"]) == (type_, "x")


def test_a_date_without_a_year_is_none() -> None:
    assert "dateCreated" not in document(EMOJI)["hasPart"][2]


def test_each_statement_that_is_read_is_in_the_graph() -> None:
    story = harbour()
    graph = _graph(story)
    parts = list(graph.objects(URIRef(iri(story)), SCHEMA.hasPart))
    assert len(parts) == len(story.statements)
    assert {str(graph.value(part, SCHEMA.text)) for part in parts} == {story.words(s.content) for s in story.statements}
