"""Claims for other programs: cluster → variant → mention, as NIFTY (Suen et al. 2013) has them, one claim held at a time.

A cluster is a claim, a variant a wording of one of its utterances, a mention a statement that gives that wording. The forms are
JSON Lines (a cluster a line), Parquet (a row a mention), GraphML (roots → who passes it on → mentions, for Gephi and NetworkX), and
schema.org in JSON-LD: a ``Claim`` with its ``appearance``, alone or in a ``ClaimReview`` that somebody who checks it completes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from typing import Any, BinaryIO, Literal, get_args

import msgspec
from lxml import etree

from sayso.claim import Change, Loss, Mention, Piece, TracedClaim
from sayso.export.jsonld import dated, known

ClaimFormat = Literal["jsonl", "parquet", "graphml", "jsonld", "claimreview"]
CLAIM_FORMATS: tuple[ClaimFormat, ...] = get_args(ClaimFormat)
ROWS = 20_000
"""Rows of a group of Parquet at most."""
GRAPHML = "http://graphml.graphdrawing.org/xmlns"
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no place for."""
_DAY = len("2024-05-31")


@dataclass(frozen=True, slots=True)
class Telling:
    """A mention: where and when it stands, who said it in its words, on whom it rests, what it lost, and whom it was had from.

    ``statement``, ``story`` and ``heard_from`` (the statement it was had from) are the archive's numbers; mentions of one ``voice``
    are not independent.
    """

    statement: int
    story: int
    outlet: str | None
    published: str | None
    url: str | None
    headline: str | None
    content: str
    speaker: str | None
    source: str | None
    cue: str
    said: str | None
    when_text: str | None
    chain: str
    root: str
    voice: int
    via: str | None
    heard_from: int | None
    losses: tuple[Loss, ...]


@dataclass(frozen=True, slots=True)
class Phrasing:
    """A wording of an utterance, how it differs from the fullest one (``pieces``), and when it stood where.

    ``first`` and ``last`` are dates of publication, ``peak`` the day of the most mentions.
    """

    utterance: int
    words: str
    change: Change
    pieces: tuple[Piece, ...]
    first: str | None
    last: str | None
    peak: str | None
    mentions: tuple[Telling, ...]


@dataclass(frozen=True, slots=True)
class Cluster:
    """A claim: its fullest wording, when it was published first, last and most, when it was first said, and on whom it rests.

    ``independent`` counts the voices: mentions whose roots differ and of which neither outlet had it from the other.
    """

    claim: int
    words: str
    first: str | None
    last: str | None
    peak: str | None
    first_said: str | None
    outlets: int
    utterances: int
    mentions: int
    roots: tuple[str, ...]
    independent: int
    variants: tuple[Phrasing, ...]


def cluster(claim: TracedClaim) -> Cluster:
    """Return a claim as a cluster; its variants, and the mentions of each, come in the order of time."""
    wordings: dict[tuple[int, str], list[Mention]] = {}
    for mention in claim.mentions:
        wordings.setdefault((mention.utterance, mention.content), []).append(mention)
    return Cluster(
        claim.id,
        claim.words,
        *_times(claim.mentions),
        claim.first_said,
        claim.outlets,
        claim.utterances,
        len(claim.mentions),
        claim.roots,
        claim.independent,
        tuple(
            Phrasing(number, words, same[0].change, same[0].pieces, *_times(same), tuple(map(_told, same)))
            for (number, words), same in wordings.items()
        ),
    )


def _told(mention: Mention) -> Telling:
    return Telling(**{field.name: getattr(mention, field.name) for field in fields(Telling)})


def _times(mentions: Iterable[Mention]) -> tuple[str | None, str | None, str | None]:
    """Return the first and the last date of publication, and the day of the most: of days with as many the first."""
    known = sorted(mention.published for mention in mentions if mention.published)
    if not known:
        return None, None, None
    days = Counter(date[:_DAY] for date in known if len(date) >= _DAY)
    return known[0], known[-1], min(days, key=lambda day: (-days[day], day), default=None)


def write(claims: Iterable[TracedClaim], format: ClaimFormat, out: BinaryIO) -> None:  # noqa: A002
    """Write the claims to an open stream of bytes."""
    if format == "parquet":
        _write_parquet(claims, out)
    elif format == "graphml":
        _write_graphml(claims, out)
    else:
        line = {"jsonl": cluster, "jsonld": claim_document, "claimreview": review_document}[format]
        for claim in claims:
            out.write(msgspec.json.encode(line(claim)) + b"\n")


_OF_CLUSTER = {
    "claim": "The claim's number: that of its first statement.",
    "claim_words": "The fullest wording of the claim.",
    "claim_first": "When it was published first, ISO 8601.",
    "claim_last": "When it was published last.",
    "claim_peak": "The day on which most outlets had it.",
    "claim_first_said": "When it was said first, where a mention tells.",
    "claim_outlets": "How many outlets have it.",
    "claim_utterances": "In how many acts of saying.",
    "claim_mentions": "How often it stands somewhere.",
    "claim_roots": "Whom its mentions end at.",
    "claim_independent": "How many voices it has: outlets that had it from one speaker, one agency or each other are one.",
}
_OF_VARIANT = {
    "utterance": "The act of saying: the number of its first statement.",
    "words": "The wording of the variant, as the mention has it.",
    "change": "How it differs from the fullest wording: identical, shortened, lengthened, spliced or reworded.",
    "pieces": "The words held against the fullest wording: kept, struck and added.",
    "variant_first": "When the wording was published first.",
    "variant_last": "When it was published last.",
    "variant_peak": "The day on which most outlets had it.",
}
_OF_MENTION = {
    "statement": "The mention's number in the archive.",
    "story": "The number of its story.",
    "outlet": "Who published it.",
    "published": "When, ISO 8601, as precise as it is known.",
    "url": "Where.",
    "headline": "The headline above it.",
    "content": "The words that are said.",
    "speaker": "Who said it, by name.",
    "source": "The words that name who says it.",
    "cue": "The words that say that it is said.",
    "said": "When it was said, ISO 8601.",
    "when_text": "The story's words for that.",
    "chain": "On whose word it reaches the reader, from the outlet inwards.",
    "root": "Whom the utterance ends at.",
    "voice": "Mentions of one voice are not independent.",
    "via": "From whom the outlet had it, where that is known.",
    "heard_from": "The number of the mention from which it was had.",
    "losses": "What it leaves out that another has: speaker, link, hedge, negation; or headline, which asserts it flatly.",
}
COLUMNS = {**_OF_CLUSTER, **_OF_VARIANT, **_OF_MENTION}
"""The columns of a row for each mention, and what they mean."""
_NUMBERS = (
    *(name for name in _OF_CLUSTER if name.endswith(("claim", "outlets", "utterances", "mentions", "independent"))),
    *("utterance", "statement", "story", "voice", "heard_from"),
)


def page() -> str:
    """Return the part of the page on columns that describes those of claims, in Markdown."""
    return "\n".join((_PAGE, *(f"| `{name}` | {meaning} |" for name, meaning in COLUMNS.items()), ""))


_PAGE = """
## Claims

`sayso export --claims --format parquet` holds a row for each mention, with what holds of its wording and its claim. Numbers are
int64, lists are lists (`pieces` of `{kind, words}`), all else is text. `--format jsonl` nests the same: a claim a line, its
`variants`, and the `mentions` of each.

| column | meaning |
| --- | --- |"""


def rows(found: Cluster) -> Iterator[dict[str, Any]]:
    """Yield a row for each mention, with what holds of its variant and its claim."""
    whole = {name: getattr(found, name.removeprefix("claim_")) for name in _OF_CLUSTER}
    for variant in found.variants:
        part = {name: getattr(variant, name.removeprefix("variant_")) for name in _OF_VARIANT}
        part["pieces"] = [{"kind": kind, "words": words} for kind, words in variant.pieces]
        for mention in variant.mentions:
            yield {**whole, **part, **{name: getattr(mention, name) for name in _OF_MENTION}}


def _write_parquet(claims: Iterable[TracedClaim], out: BinaryIO) -> None:
    import pyarrow as pa
    from pyarrow.parquet import ParquetWriter

    import sayso

    piece = pa.struct([pa.field("kind", pa.string()), pa.field("words", pa.string())])
    lists = {"claim_roots": pa.list_(pa.string()), "losses": pa.list_(pa.string()), "pieces": pa.list_(piece)}
    types = {name: lists.get(name, pa.int64() if name in _NUMBERS else pa.string()) for name in COLUMNS}
    columns = [pa.field(name, types[name], metadata={"meaning": meaning}) for name, meaning in COLUMNS.items()]
    schema = pa.schema(columns, metadata={"sayso.version": sayso.__version__})
    held: list[dict[str, Any]] = []
    with ParquetWriter(out, schema, compression="zstd") as writer:
        for claim in claims:
            held += rows(cluster(claim))
            if len(held) >= ROWS:
                writer.write_table(pa.Table.from_pylist(held, schema=schema))
                held = []
        if held:
            writer.write_table(pa.Table.from_pylist(held, schema=schema))


_NODE = {
    "kind": "string", "label": "string", "claim": "long", "utterance": "long", "voice": "long", "outlet": "string",
    "published": "string", "url": "string", "content": "string", "change": "string", "losses": "string",
}  # fmt: skip
_EDGE = {"kind": "string", "claim": "long"}


def _write_graphml(claims: Iterable[TracedClaim], out: BinaryIO) -> None:
    with etree.xmlfile(out, encoding="UTF-8") as file:
        file.write_declaration()
        with file.element(f"{{{GRAPHML}}}graphml", nsmap={None: GRAPHML}):
            for of, attributes in (("node", _NODE), ("edge", _EDGE)):
                for name, kind in attributes.items():
                    given = {"id": f"{of}-{name}", "for": of, "attr.name": name, "attr.type": kind}
                    file.write(etree.Element(f"{{{GRAPHML}}}key", given))
            with file.element(f"{{{GRAPHML}}}graph", {"id": "claims", "edgedefault": "directed"}):
                for claim in claims:
                    for part in _graph(claim):
                        file.write(part)


def _graph(claim: TracedClaim) -> Iterator[Any]:
    """Yield the nodes and edges of a claim: from its roots over those who passed it on to its mentions.

    A root without a name is nobody whom another claim knows too, and names are not always one person's: each claim has its own.
    """
    nodes: dict[str, dict[str, object]] = {}
    ways: dict[tuple[str, str], str] = {}
    for each in claim.mentions:
        root, here = f"root-{claim.id}-{each.voice}-{each.root}", f"mention-{each.statement}"
        nodes[root] = {"kind": "root", "label": each.root, "claim": claim.id, "voice": each.voice}
        nodes[here] = {
            "kind": "mention", "label": each.outlet or "outlet not known", "claim": claim.id, "utterance": each.utterance,
            "voice": each.voice, "outlet": each.outlet, "published": each.published, "url": each.url, "content": each.content,
            "change": each.change, "losses": " ".join(each.losses) or None,
        }  # fmt: skip
        if each.heard_from is not None:
            ways[f"mention-{each.heard_from}", here] = "passes on"
        elif each.via:
            relay = f"relay-{claim.id}-{each.voice}-{each.via}"
            nodes[relay] = {"kind": "relay", "label": each.via, "claim": claim.id, "voice": each.voice}
            ways[root, relay] = "says"
            ways[relay, here] = "passes on"
        else:
            ways[root, here] = "says"
    for name, told in nodes.items():
        yield _element("node", {"id": _plain(name)}, told)
    for number, ((start, end), kind) in enumerate(ways.items()):
        ends = {"id": f"edge-{claim.id}-{number}", "source": _plain(start), "target": _plain(end)}
        yield _element("edge", ends, {"kind": kind, "claim": claim.id})


def _element(name: str, attributes: dict[str, str], told: dict[str, object]) -> Any:
    made = etree.Element(f"{{{GRAPHML}}}{name}", attributes)
    for key, value in told.items():
        if value is not None:
            etree.SubElement(made, f"{{{GRAPHML}}}data", key=f"{name}-{key}").text = _plain(str(value))
    return made


def _plain(text: str) -> str:
    return _NO_XML.sub("\ufffd", text)


def claim_document(claim: TracedClaim) -> dict[str, Any]:
    """Return a claim as a schema.org ``Claim``: where it appears, first and ever, and whom that rests on. It needs no network."""
    return {"@context": {"@vocab": "https://schema.org/"}, **_claim(claim)}


def review_document(claim: TracedClaim) -> dict[str, Any]:
    """Return a ``ClaimReview`` of a claim for somebody who checks it: what is reviewed is told, and no rating given."""
    return {
        "@context": {"@vocab": "https://schema.org/"},
        "@id": f"urn:sayso:review:{claim.id}",
        "@type": "ClaimReview",
        "claimReviewed": claim.words,
        "itemReviewed": _claim(claim),
    }


def _claim(claim: TracedClaim) -> dict[str, Any]:
    appearances = [_appearance(mention) for mention in claim.mentions]
    first = next((at for at, mention in enumerate(claim.mentions) if mention.published), None)
    return known(
        {
            "@id": f"urn:sayso:claim:{claim.id}",
            "@type": "Claim",
            "text": claim.words,
            "author": [{"@type": "Thing", "name": root} for root in claim.roots],
            "dateCreated": dated(claim.first_said),
            "datePublished": dated(claim.first_seen),
            "firstAppearance": {"@id": appearances[first]["@id"]} if first is not None else None,
            "appearance": appearances,
        }
    )


def _appearance(mention: Mention) -> dict[str, Any]:
    return known(
        {
            "@id": f"urn:sayso:statement:{mention.statement}",
            "@type": "CreativeWork",
            "text": mention.content,
            "creditText": mention.chain,
            "dateCreated": dated(mention.said),
            "isPartOf": known(
                {
                    "@type": "NewsArticle",
                    "url": mention.url,
                    "headline": mention.headline,
                    "datePublished": dated(mention.published),
                    "publisher": {"@type": "NewsMediaOrganization", "name": mention.outlet} if mention.outlet else None,
                }
            ),
        }
    )
