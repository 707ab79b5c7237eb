"""Evaluation: from gold stories and predicted ones to figures.

Everything is counted over word tokens, so that a quotation mark at the edge of a span costs nobody anything:

- ``tokens.ROLE``: a token is right when gold gives it the same role in any statement;
- ``exact.ROLE``: a role's whole set of tokens, statement by statement, equals a gold one's;
- ``statement``: pairs of statements whose contents overlap by Jaccard ≥ .5, each used once, best first;
- ``attributed``: the pairs whose sources overlap by Jaccard ≥ .5 too, or which both have none;
- ``strict``: the pairs that are equal in source, cue and content;
- ``nested``: links from parent to child between paired statements, in stories whose gold marks any;
- ``speaker``, ``kind``, ``when``: of the paired statements for which gold knows the field, those that have it right.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from msgspec import MsgspecError

from sayso.errors import InputError
from sayso.language.en.words import COUNTED_WORD, NO_NAMES
from sayso.story import Spans, Statement, Story, from_json

ROLES = ("source", "cue", "content")
OVERLAP = 0.5
"""Jaccard index from which two spans count as the same (Newell, Margolin and Ruths 2018 measure agreement so)."""


Tokens = frozenset[int]
Gold = Mapping[str, Any]
"""A gold story, as JSON has it: which keys it lacks says what its annotators marked."""


@dataclass(frozen=True, slots=True)
class Figure:
    """Precision, recall and F1, rounded to four places, with the counts that they rest on."""

    precision: float
    recall: float
    f1: float
    gold: int
    predicted: int


def load(path: Path) -> list[Gold]:
    """Read gold stories: JSON Lines, or one JSON document. Raises :class:`InputError`, which names the line that is none."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(str(path), f"cannot be read ({error})", "Give a JSON Lines file of gold stories.") from None
    try:
        whole = json.loads(text)
        return [_checked(whole, str(path))]
    except json.JSONDecodeError:
        pass
    found: list[Gold] = []
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                found.append(_checked(json.loads(line), f"{path}:{number}"))
            except json.JSONDecodeError as error:
                raise InputError(f"{path}:{number}", f"is no JSON ({error})", "Give one gold story a line.") from None
    if not found:
        raise InputError(str(path), "holds no story", "Give a JSON Lines file of gold stories.")
    return found


def _checked(story: Any, place: str) -> Gold:
    if not isinstance(story, dict) or not isinstance(story.get("id"), str) or not isinstance(story.get("text"), str):
        raise InputError(place, "is no gold story", 'It needs strings "id" and "text", and "statements".')
    if not isinstance(story.get("statements"), list):
        raise InputError(place, "has no statements", 'Give what gold marks as "statements": [{"source": [[0, 3]], …}].')
    for number, statement in enumerate(story["statements"]):
        if not isinstance(statement, dict) or not all(_are_spans(statement.get(role) or []) for role in ROLES):
            raise InputError(place, f"has no spans in statements[{number}]", "Each role is a list of [start, end].")
    return story


def _are_spans(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(span, list) and len(span) == 2 and all(isinstance(offset, int) for offset in span) for span in value
    )


def load_predicted(path: Path) -> list[Story]:
    """Read predicted stories: JSON Lines. Raises :class:`InputError`, which names the line that is none."""
    remedy = "Give JSON Lines, as from sayso read --jsonl."
    try:
        lines = path.read_bytes().split(b"\n")
    except OSError as error:
        raise InputError(str(path), f"cannot be read ({error.strerror})", remedy) from None
    found: list[Story] = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                found.append(from_json(line))
            except (MsgspecError, UnicodeDecodeError) as error:
                raise InputError(f"{path}:{number}", f"is no story ({error})", remedy) from None
    return found


def evaluate(gold: Sequence[Gold], predicted: Iterable[Story]) -> dict[str, Figure]:
    """Return the figures of the predicted stories, matched to gold's by id; a story that is not predicted counts as empty."""
    found = {story.id: story for story in predicted}
    counts: Counter[tuple[str, str]] = Counter()
    for story in gold:
        counts += _counts(story, found[story["id"]].statements if story["id"] in found else ())
    names = [f"{measure}.{role}" for measure in ("tokens", "exact") for role in ROLES] + ["statement", "attributed", "strict"]
    names += [name for name in ("nested", "speaker", "kind", "when") if counts[name, "gold"]]
    return {name: _figure(counts, name) for name in names}


def right(story: Gold, read: Story) -> list[bool]:
    """Say of each statement of a reading whether a gold one has its content, its source and its speaker.

    A gold speaker is a name, of which any that the reading knows for that speaker will do; or ``document: …``; or ``anonymous``,
    ``vague``, ``group`` or ``open``, where no name is right but one that the source itself says (*Democrats*).
    """
    words = [match.span() for match in COUNTED_WORD.finditer(story["text"])]
    gold = [{role: _tokens(statement.get(role) or (), words) for role in ROLES} for statement in story["statements"]]
    found = [{role: _tokens(getattr(statement, role), words) for role in ROLES} for statement in read.statements]
    verdicts = [False] * len(found)
    for i, j in _pairs(gold, found):
        ours, theirs = found[j]["source"], gold[i]["source"]
        sourced = _jaccard(ours, theirs) >= OVERLAP or bool(ours and theirs and (ours <= theirs or theirs <= ours))
        verdicts[j] = sourced and _rightly_named(story["statements"][i], story["text"], read, read.statements[j])
    return verdicts


def _rightly_named(gold: Mapping[str, Any], text: str, read: Story, statement: Statement) -> bool:
    kind, said = gold.get("speaker", "open").split(":")[0], statement.speaker or ""
    if kind == "document":
        return True
    if kind in ("anonymous", "vague", "group", "open"):
        source = " ".join(text[start:end] for start, end in gold.get("source") or ())
        return {*COUNTED_WORD.findall(said.casefold())} <= {*COUNTED_WORD.findall(source.casefold())}
    names = read.speakers[statement.speaker_index].names if statement.speaker_index is not None else ()
    return any(_same_speaker(kind, name) for name in (said, *names))


def _figure(counts: Counter[tuple[str, str]], name: str) -> Figure:
    right, gold, predicted = counts[name, "right"], counts[name, "gold"], counts[name, "predicted"]
    precision = right / predicted if predicted else 0.0
    recall = right / gold if gold else 0.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return Figure(round(precision, 4), round(recall, 4), round(f1, 4), gold, predicted)


def _counts(story: Gold, predicted: Sequence[Statement]) -> Counter[tuple[str, str]]:
    words = [match.span() for match in COUNTED_WORD.finditer(story["text"])]
    marked: list[Mapping[str, Any]] = story["statements"]
    if not any("parent" in statement for statement in marked):
        predicted = [statement for statement in predicted if statement.parent is None]
    gold = [{role: _tokens(statement.get(role) or (), words) for role in ROLES} for statement in marked]
    found = [{role: _tokens(getattr(statement, role), words) for role in ROLES} for statement in predicted]
    counts: Counter[tuple[str, str]] = Counter()

    def count(name: str, right: int, of_gold: int, of_predicted: int) -> None:
        counts.update({(name, "right"): right, (name, "gold"): of_gold, (name, "predicted"): of_predicted})

    for role in ROLES:
        ours = frozenset[int]().union(*(statement[role] for statement in found))
        theirs = frozenset[int]().union(*(statement[role] for statement in gold))
        count(f"tokens.{role}", len(ours & theirs), len(theirs), len(ours))
        our_sets, their_sets = (Counter(s[role] for s in side if s[role]) for side in (found, gold))
        count(f"exact.{role}", (our_sets & their_sets).total(), their_sets.total(), our_sets.total())
    pairs = _pairs(gold, found)
    attributed = sum(_jaccard(gold[i]["source"], found[j]["source"]) >= OVERLAP for i, j in pairs)
    strict = sum(gold[i] == found[j] for i, j in pairs)
    with_content = [sum(1 for statement in side if statement["content"]) for side in (gold, found)]
    for name, right in (("statement", len(pairs)), ("attributed", attributed), ("strict", strict)):
        count(name, right, *with_content)
    ours_for = {i: predicted[j] for i, j in pairs}
    for i, statement in enumerate(marked):
        our = ours_for.get(i)
        for name, right_if in _known(statement).items():
            count(name, int(our is not None and right_if(our)), 1, int(our is not None))
    if any(statement.get("parent") is not None for statement in marked):
        gold_of = {j: i for i, j in pairs}
        links = {(statement["parent"], i) for i, statement in enumerate(marked) if statement.get("parent") is not None}
        our_links = [(statement.parent, j) for j, statement in enumerate(predicted) if statement.parent is not None]
        count("nested", sum((gold_of.get(a), gold_of.get(b)) in links for a, b in our_links), len(links), len(our_links))
    return counts


def _tokens(spans: Spans | Sequence[Sequence[int]], words: Sequence[tuple[int, int]]) -> Tokens:
    return frozenset(i for i, (start, end) in enumerate(words) for a, b in spans if start < b and end > a)


def _jaccard(a: Tokens, b: Tokens) -> float:
    return len(a & b) / len(a | b) if a or b else 1.0


def _pairs(gold: Sequence[Mapping[str, Tokens]], found: Sequence[Mapping[str, Tokens]]) -> list[tuple[int, int]]:
    """Pair statements one to one by the overlap of their contents, the best first; of equals, those with the better source."""
    scored = [
        (overlap, _jaccard(one["source"], other["source"]), _jaccard(one["cue"], other["cue"]), i, j)
        for i, one in enumerate(gold)
        if one["content"]
        for j, other in enumerate(found)
        if (overlap := _jaccard(one["content"], other["content"])) >= OVERLAP
    ]
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for *_, i, j in sorted(scored, reverse=True):
        if i not in pairs and j not in taken:
            pairs[i] = j
            taken.add(j)
    return list(pairs.items())


def _known(statement: Mapping[str, Any]) -> dict[str, Callable[[Statement], bool]]:
    """Return, for each further field that gold knows, how to tell whether a statement has it right."""
    known: dict[str, Callable[[Statement], bool]] = {}
    names = statement.get("speaker_mentions") or ([statement["speaker"]] if statement.get("speaker") else [])
    if statement.get("unnamed"):
        known["speaker"] = lambda our: not our.speaker
    elif names:
        known["speaker"] = lambda our: any(_same_speaker(name, our.speaker or "") for name in names)
    if (kind := statement.get("kind")) is not None:
        known["kind"] = lambda our: our.kind == kind
    if (when := statement.get("when")) is not None:
        known["when"] = lambda our: our.when == when
    return known


def _same_speaker(name: str, said: str) -> bool:
    """Say whether the words of one name hold the other's; the shorter needs a capital letter."""
    theirs, ours = set(COUNTED_WORD.findall(name)) - NO_NAMES, set(COUNTED_WORD.findall(said))
    smaller = min((theirs, ours), key=len)
    folded = {word.casefold() for word in smaller}
    common = {word.casefold() for word in theirs} & {word.casefold() for word in ours}
    return bool(smaller) and folded == common and any(word[0].isupper() for word in smaller)
