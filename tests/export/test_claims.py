"""Claims as other programs take them."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pyarrow.parquet as pq
import pytest
from lxml import etree
from pyld import jsonld as pyld
from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import RDF, SDO

from sayso.archive import Archive
from sayso.claim import Mention, TracedClaim
from sayso.export import export_claims
from sayso.export.claims import CLAIM_FORMATS, COLUMNS, GRAPHML, ClaimFormat, Cluster, cluster, rows, write
from tests.archive.commands import sayso
from tests.archive.stories import Told, put, story

SCHEMA = Namespace("https://schema.org/")
ROTTEN = "“the timbers are rotten \x0b through & through”"


def mention(statement: int, outlet: str, published: str | None, content: str = ROTTEN, **other: Any) -> Mention:
    made = Mention(
        statement=statement,
        story=statement,
        number=0,
        outlet=outlet,
        published=published,
        headline="Pier <shut>",
        url=None,
        speaker="Mara Lind",
        source="Lind",
        cue="said",
        content=content,
        said="2024-05",
        when_text="in May",
        chain=f"{outlet} → Mara Lind",
        utterance=1,
        claim=1,
        voice=1,
        change="identical",
        losses=(),
        root="Mara Lind",
        via=None,
        pieces=(("kept", content),),
    )
    return replace(made, **other)


MENTIONS = (
    mention(1, "Tidings", "2024-05-03", url="https://tidings.example/pier?a=1&b=2"),
    mention(2, "Courier", "2024-05-04", via="Tidings", heard_from=1),
    mention(3, "Gazette", "2024-05-04", "“the timbers are rotten”", change="shortened", losses=("link", "hedge")),
    mention(4, "Mirror", "2024-05-05T10:00", "it is rotten", utterance=4, voice=4, root="two officials", speaker=None, via="NWA"),
    mention(5, "Post", None),
)
CLAIM = TracedClaim(1, ROTTEN, "2024-05-03", "2024-05", MENTIONS, 2, 5, ("Mara Lind", "two officials"), 2)
OTHER = TracedClaim(
    9, "the fair opens", None, None, (mention(9, "Post", None, "the fair opens", claim=9, utterance=9, voice=9),), 1, 1, (), 1
)


def written(format_: ClaimFormat, *claims: TracedClaim) -> bytes:
    out = io.BytesIO()
    write(claims, format_, out)
    return out.getvalue()


def test_json_lines_give_each_cluster_back() -> None:
    found = [msgspec.json.decode(line, type=Cluster) for line in written("jsonl", CLAIM, OTHER).splitlines()]
    assert found == [cluster(CLAIM), cluster(OTHER)]


def test_a_cluster_holds_its_variants_and_each_its_mentions_with_time_and_address() -> None:
    found = cluster(CLAIM)
    assert (found.first, found.last, found.peak, found.mentions) == ("2024-05-03", "2024-05-05T10:00", "2024-05-04", 5)
    assert [[each.statement for each in variant.mentions] for variant in found.variants] == [[1, 2, 5], [3], [4]]
    assert [(each.first, each.last, each.peak) for each in found.variants] == [
        ("2024-05-03", "2024-05-04", "2024-05-03"),
        ("2024-05-04", "2024-05-04", "2024-05-04"),
        ("2024-05-05T10:00", "2024-05-05T10:00", "2024-05-05"),
    ]
    assert found.variants[0].mentions[0].url == "https://tidings.example/pier?a=1&b=2"
    assert (cluster(OTHER).first, cluster(OTHER).peak) == (None, None)


def test_parquet_holds_a_row_for_each_mention_and_says_what_its_columns_mean(tmp_path: Path) -> None:
    assert export_claims(iter([CLAIM, OTHER]), "parquet", tmp_path / "claims.parquet") == 2
    table = pq.read_table(tmp_path / "claims.parquet")
    expected = [row for claim in (CLAIM, OTHER) for row in rows(cluster(claim))]
    for row in expected:
        row["claim_roots"], row["losses"] = list(row["claim_roots"]), list(row["losses"])
    assert table.to_pylist() == expected
    assert {field.name: field.metadata[b"meaning"].decode() for field in table.schema} == COLUMNS


def test_graphml_leads_from_roots_over_whoever_passed_it_on_to_mentions() -> None:
    tree = etree.fromstring(written("graphml", CLAIM, OTHER))
    keys = {key.get("id"): (key.get("for"), key.get("attr.name")) for key in tree.iter(f"{{{GRAPHML}}}key")}
    told: dict[str, dict[str, str]] = {}
    for node in tree.iter(f"{{{GRAPHML}}}node"):
        assert node.get("id") not in told
        assert {keys[data.get("key")][0] for data in node} == {"node"}
        told[node.get("id")] = {keys[data.get("key")][1]: data.text for data in node}
    edges = {(edge.get("source"), edge.get("target")) for edge in tree.iter(f"{{{GRAPHML}}}edge")}
    assert {end for edge in edges for end in edge} == set(told)
    ways = {(told[start]["label"], told[end]["label"]) for start, end in edges}
    assert ways == {
        ("Mara Lind", "Tidings"), ("Tidings", "Courier"), ("Mara Lind", "Gazette"), ("two officials", "NWA"), ("NWA", "Mirror"),
        ("Mara Lind", "Post"),
    }  # fmt: skip
    mention = told["mention-3"]
    assert (mention["change"], mention["losses"], mention["published"]) == ("shortened", "link hedge", "2024-05-04")
    assert told["mention-1"]["content"] == ROTTEN.replace("\x0b", "\ufffd")
    # Each claim has its roots: of two that are called the same nobody says that they are one.
    assert sum(each["label"] == "Mara Lind" for each in told.values()) == 2


@pytest.mark.parametrize("format_", ["jsonld", "claimreview"])
def test_a_claim_is_schema_orgs_with_its_appearances(format_: ClaimFormat, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a context was fetched")

    monkeypatch.setattr("socket.socket.connect", refuse)
    pyld.set_document_loader(refuse)
    for line in written(format_, CLAIM, OTHER).splitlines():
        made = json.loads(line)
        (expanded,) = pyld.expand(made)
        assert set(pyld.compact(expanded, made["@context"], {"graph": False})) == set(made)
    graph = Graph().parse(data=written(format_, CLAIM), format="json-ld")
    used = {*graph.predicates(), *graph.objects(None, RDF.type)} - {RDF.type}
    # rdflib has a list of schema.org's terms.
    assert {str(term).removeprefix(SCHEMA) for term in used} <= set(SDO.__annotations__)
    claim = URIRef("urn:sayso:claim:1")
    assert graph.value(claim, RDF.type) == SCHEMA.Claim
    assert len(set(graph.objects(claim, SCHEMA.appearance))) == len(MENTIONS)
    first = graph.value(claim, SCHEMA.firstAppearance)
    assert first == URIRef("urn:sayso:statement:1")
    story = graph.value(first, SCHEMA.isPartOf)
    assert graph.value(story, SCHEMA.url) == Literal("https://tidings.example/pier?a=1&b=2")
    assert graph.value(story, SCHEMA.datePublished) == Literal("2024-05-03")
    if format_ == "claimreview":
        review = URIRef("urn:sayso:review:1")
        assert graph.value(review, SCHEMA.itemReviewed) == claim
        # Whether it is true is for whoever checks it.
        assert graph.value(review, SCHEMA.reviewRating) is None


def test_parquet_needs_a_path() -> None:
    with pytest.raises(ValueError, match="needs a path"):
        export_claims([CLAIM], "parquet", None)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    path = tmp_path / "news.db"
    words = "the dredging of the outer harbour may stop on Friday"
    put(str(path), story("a", Told(words), Told("the fair opens at noon"), outlet="Tidings", published="2024-05-03"))
    put(str(path), story("b", Told(words, "Lind"), outlet="Mirror", published="2024-05-04"))
    return path


@pytest.mark.parametrize("format_", CLAIM_FORMATS)
def test_the_command_writes_the_claims_of_an_archive(place: Path, format_: ClaimFormat) -> None:
    out = place.with_name("claims")
    ran = sayso("export", "--claims", "--format", format_, "-o", out, "--archive", place)
    assert (ran.returncode, ran.stderr.split(b" to ")[0]) == (0, b"sayso: 1 claim written")
    if format_ != "parquet":
        with Archive(place) as kept:
            assert out.read_bytes() == written(format_, *kept.every_claim())


def test_claims_are_chosen_by_outlet_time_and_how_many_have_them(place: Path) -> None:
    for chosen, count in ((["--min-outlets", "3"], 0), (["--outlet", "Mirror"], 1), (["--since", "2024-05-05"], 0)):
        ran = sayso("export", "--claims", *chosen, "--archive", place)
        assert (ran.returncode, len(ran.stdout.splitlines())) == (0, count)


@pytest.mark.parametrize(
    "options", [["--claims", "-f", "csv"], ["-f", "graphml"], ["--min-outlets", "2"], ["--claims", "-f", "parquet"]], ids=" ".join
)
def test_what_does_not_go_together_is_a_wrong_command(place: Path, options: list[str]) -> None:
    assert sayso("export", *options, "--archive", place).returncode == 2
