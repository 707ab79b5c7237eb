import json
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from pyld import jsonld as pyld
from rdflib import Graph, Namespace
from rdflib.namespace import RDF

from sayso.export.places import iri
from sayso.export.rows import rows
from sayso.export.webannotation import AROUND, CONTEXT, collection, items, line
from sayso.story import Span, Statement, Story
from tests.export.stories import ANY, EMOJI, harbour

OA = Namespace("http://www.w3.org/ns/oa#")
AS = Namespace("http://www.w3.org/ns/activitystreams#")
_NODE = "@id"
TERMS: dict[str, Any] = {
    "oa": str(OA),
    "as": str(AS),
    "id": {"@type": "@id", "@id": "@id"},
    "type": {"@type": "@id", "@id": "@type"},
    "Annotation": "oa:Annotation",
    "TextualBody": "oa:TextualBody",
    "TextQuoteSelector": "oa:TextQuoteSelector",
    "TextPositionSelector": "oa:TextPositionSelector",
    "AnnotationCollection": "as:OrderedCollection",
    "AnnotationPage": "as:OrderedCollectionPage",
    "Software": "as:Application",
    **{name: f"oa:{name}" for name in ("classifying", "describing", "identifying", "tagging", "start", "end", "exact")},
    **{name: f"oa:{name}" for name in ("prefix", "suffix")},
    **{name: f"as:{name}" for name in ("startIndex",)},
    **{
        name: {"@type": _NODE, "@id": f"oa:{term}"}
        for name, term in (("body", "hasBody"), ("target", "hasTarget"), ("source", "hasSource"), ("selector", "hasSelector"))
    },
    "motivation": {"@type": "@vocab", "@id": "oa:motivatedBy"},
    "purpose": {"@type": "@vocab", "@id": "oa:hasPurpose"},
    "first": {"@type": _NODE, "@id": "as:first"},
    "generator": {"@type": _NODE, "@id": "as:generator"},
    "items": {"@type": _NODE, "@id": "as:items", "@container": "@list"},
    "total": "as:totalItems",
    "format": "http://purl.org/dc/elements/1.1/format",
    "value": "http://www.w3.org/1999/02/22-rdf-syntax-ns#value",
    "label": "http://www.w3.org/2000/01/rdf-schema#label",
    "name": "http://xmlns.com/foaf/0.1/name",
}
"""Of the Recommendation's context (Web Annotation Vocabulary, appendix A) the terms that sayso writes."""


def _load(url: str, _: object) -> dict[str, Any]:
    assert url == CONTEXT
    return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": url, "document": {"@context": TERMS}}


def _selectors(target: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    quote, position = target["selector"]
    assert (quote["type"], position["type"]) == ("TextQuoteSelector", "TextPositionSelector")
    return quote, position


def _targets(annotation: dict[str, Any]) -> list[dict[str, Any]]:
    return annotation["target"] if isinstance(annotation["target"], list) else [annotation["target"]]


@given(ANY)
def test_every_selector_selects_what_it_quotes(story: Story) -> None:
    for annotation in items(story):
        for target in _targets(annotation):
            quote, position = _selectors(target)
            start, end = position["start"], position["end"]
            assert quote["exact"] == story.text[start:end] != ""
            assert story.text[:start].endswith(quote["prefix"])
            assert story.text[end:].startswith(quote["suffix"])
            assert len(quote["prefix"]) == min(AROUND, start)
            assert len(quote["suffix"]) == min(AROUND, len(story.text) - end)


def test_positions_count_code_points_also_beyond_the_basic_plane() -> None:
    (source,) = [a for a in items(EMOJI) if a["id"].endswith("statement-0-source")]
    quote, position = _selectors(source["target"])
    assert quote["exact"] == "Éva Čapek 🎣"
    assert position == {"type": "TextPositionSelector", "start": 34, "end": 45}
    assert len(EMOJI.text[:34].encode("utf-16-le")) // 2 == 38


def test_the_pieces_of_a_content_are_its_targets_in_the_order_of_the_text() -> None:
    (content,) = [a for a in items(EMOJI) if a["id"].endswith("statement-0-content")]
    assert [_selectors(target)[0]["exact"] for target in content["target"]] == ["The ferry sinks 🌊!", "“🐟 stink,”"]
    assert {target["source"] for target in content["target"]} == {iri(EMOJI)}


def test_source_cue_and_content_are_annotations_each() -> None:
    found = [(a["id"].rpartition("-")[2], a["motivation"], a["body"][0]["value"]) for a in items(EMOJI)][:3]
    assert found == [("source", "identifying", "source"), ("cue", "classifying", "cue"), ("content", "describing", "content")]


def test_bodies_say_on_whose_word_it_stands_and_all_that_a_row_says() -> None:
    annotation = next(items(EMOJI))
    tag, chain, data = annotation["body"]
    assert (tag["purpose"], chain["value"], data["format"]) == ("tagging", "The “Gull” → Éva Čapek", "application/json")
    told = json.loads(data["value"])
    row = next(rows(EMOJI))
    assert told.items() <= row.items()
    assert (told["statement"], told["speaker"], told["kind"]) == (0, "Éva Čapek", "direct")


def test_a_denial_says_so_in_its_body() -> None:
    (denied,) = [a for a in items(EMOJI) if a["id"].endswith("statement-1-content")]
    assert json.loads(denied["body"][-1]["value"])["negated"] is True


def test_where_there_are_no_words_nothing_is_annotated() -> None:
    empty = Story("a", "x", (Statement((Span(5, 9),), (Span(1, 0),), ()),))
    found = collection(empty)
    assert (found["total"], "first" in found) == (0, False)


def test_a_story_is_a_collection_of_one_page() -> None:
    found = json.loads(line(harbour()))
    page = found["first"]
    assert (found["@context"], found["type"], page["type"]) == (CONTEXT, "AnnotationCollection", "AnnotationPage")
    assert found["total"] == len(page["items"]) > 30
    assert len({annotation["id"] for annotation in page["items"]}) == found["total"]


@pytest.mark.parametrize("story", [EMOJI, harbour()], ids=["emoji", "harbour"])
def test_a_json_ld_processor_finds_the_models_triples(story: Story) -> None:
    written = collection(story)
    triples = pyld.to_rdf(written, {"documentLoader": _load, "format": "application/n-quads"})
    graph = Graph().parse(data=triples, format="nt")
    found = set(graph.subjects(RDF.type, OA.Annotation))
    assert len(found) == written["total"]
    for annotation in found:
        (motivation,) = graph.objects(annotation, OA.motivatedBy)
        assert motivation in (OA.identifying, OA.classifying, OA.describing)
        assert {str(source) for source in graph.objects(annotation, OA.hasTarget / OA.hasSource)} == {iri(story)}
        exact = {str(words) for words in graph.objects(annotation, OA.hasTarget / OA.hasSelector / OA.exact)}
        assert all(words in story.text for words in exact)
        assert exact


def test_every_key_is_a_term_of_the_recommendation() -> None:
    expanded = pyld.expand(collection(EMOJI), {"documentLoader": _load})
    compacted = pyld.compact(expanded, CONTEXT, {"documentLoader": _load})
    # What a context does not know would have been dropped.
    assert compacted == collection(EMOJI)


_ANNOTATION = {
    "type": "object",
    "required": ["id", "type", "motivation", "body", "target"],
    "additionalProperties": False,
    "properties": {
        "id": {"type": "string", "format": "iri"},
        "type": {"const": "Annotation"},
        "motivation": {"enum": ["identifying", "classifying", "describing"]},
        "body": {"type": "array", "items": {"required": ["type", "value", "format", "purpose"], "additionalProperties": True}},
        "target": {},
    },
}


@given(ANY)
def test_every_annotation_has_what_the_model_asks_for(story: Story) -> None:
    for annotation in items(story):
        jsonschema.validate(annotation, _ANNOTATION)
        assert annotation["target"]
