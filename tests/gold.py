"""Our own gold stories: from ``tests/stories/NAME.toml`` to what ``sayso evaluate`` takes. The format is told in their README."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

STORIES = Path(__file__).parent / "stories"
SPANS = ("source", "cue", "content", "addressee", "channel", "venue", "when_text")
FIELDS = frozenset((*SPANS, "id", "in", "claim", "kind", "speaker", "unnamed", "when", "stance", "negated", "asserted", "where"))
SPEAKER_FIELDS = frozenset(("name", "names", "kind", "role", "affiliation", "description"))
STORY_FIELDS = frozenset(
    ("manner", "text", "outlet", "published", "statement", "speaker", "labels", "insertions", "dateline", "title")
)
_NTH = re.compile(r"^(?P<words>.*?)\s*@(?P<number>\d+)$", re.DOTALL)


class GoldError(ValueError):
    """A gold file that does not say what it should."""


def locate(text: str, words: str, place: str) -> list[int]:
    """Return [start, end] of ``words`` in the text; ``words @2`` is the second place where they stand as whole words."""
    match = _NTH.match(words)
    number, words = (int(match["number"]), match["words"]) if match else (0, words)
    edge_before, edge_after = (r"(?<!\w)" if words[:1].isalnum() else ""), (r"(?!\w)" if words[-1:].isalnum() else "")
    found = [m.span() for m in re.finditer(edge_before + re.escape(words) + edge_after, text)] if words else []
    if not found or number > len(found):
        raise GoldError(f"{place}: {words!r} stands {len(found)} times in the text")
    if len(found) > 1 and not number:
        raise GoldError(f"{place}: {words!r} stands {len(found)} times in the text; say which: {words} @1")
    return list(found[max(number, 1) - 1])


def parse(source: str, id: str) -> dict[str, Any]:  # noqa: A002 - the field's name in the contract
    """Return a gold story in the shape of the scorer's input. Raises :class:`GoldError`, which names the place."""
    raw = tomllib.loads(source)
    if unknown := set(raw) - STORY_FIELDS:
        raise GoldError(f"{id}: unknown {sorted(unknown)}")
    text = raw["text"].strip("\n")
    ids = {statement["id"]: index for index, statement in enumerate(raw.get("statement", []))}
    if len(ids) != len(raw.get("statement", [])):
        raise GoldError(f"{id}: two statements have one id")
    names = {speaker["name"] for speaker in raw.get("speaker", []) if "name" in speaker}
    statements = []
    for statement in raw.get("statement", []):
        place = f"{id}, statement {statement['id']}"
        if unknown := set(statement) - FIELDS:
            raise GoldError(f"{place}: unknown {sorted(unknown)}")
        if "in" in statement and statement["in"] not in ids:
            raise GoldError(f"{place}: no statement {statement['in']!r}")
        gold = {key: value for key, value in statement.items() if key not in (*SPANS, "in", "id")}
        gold["parent"] = ids[statement["in"]] if "in" in statement else None
        for role in SPANS:
            words = statement.get(role, [])
            gold[role] = [locate(text, piece, place) for piece in ([words] if isinstance(words, str) else words) if piece]
        if not gold["content"]:
            raise GoldError(f"{place}: no content")
        if gold["parent"] is not None:
            outer = raw["statement"][gold["parent"]]["content"]
            pieces = [locate(text, piece, place) for piece in ([outer] if isinstance(outer, str) else outer)]
            if not all(any(a <= start and end <= b for a, b in pieces) for start, end in gold["content"]):
                raise GoldError(f"{place}: its content does not stand in that of {statement['in']!r}")
        if gold.get("speaker") and gold["speaker"] not in names:
            raise GoldError(f"{place}: no [[speaker]] of the name {gold['speaker']!r}")
        statements.append(gold)
    for speaker in raw.get("speaker", []):
        if unknown := set(speaker) - SPEAKER_FIELDS:
            raise GoldError(f"{id}: unknown {sorted(unknown)} of a speaker")
    story = {key: raw[key] for key in ("manner", "outlet", "published", "title", "dateline") if key in raw}
    return story | {
        "id": id,
        "text": text,
        "statements": statements,
        "speakers": raw.get("speaker", []),
        "labels": [{**label, "span": locate(text, label["words"], id)} for label in raw.get("labels", [])],
        "insertions": [{"span": locate(text, words, id)} for words in raw.get("insertions", [])],
    }


@cache
def stories() -> list[dict[str, Any]]:
    """Return all gold stories of the folder, by name."""
    return [parse(path.read_text(encoding="utf-8"), path.stem) for path in sorted(STORIES.glob("*.toml"))]


if __name__ == "__main__":
    for path in sorted(STORIES.glob("*.toml")):
        try:
            story = parse(path.read_text(encoding="utf-8"), path.stem)
            nested = sum(statement["parent"] is not None for statement in story["statements"])
            print(f"{path.name}: {len(story['statements'])} statements, {nested} nested")  # noqa: T201
        except (GoldError, KeyError, tomllib.TOMLDecodeError) as error:
            print(f"{path.name}: {error!r}")  # noqa: T201
