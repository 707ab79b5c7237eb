"""What our gold stories claim to show, and which of it does not hold yet.

``python -m tests.claims`` reads all stories and writes ``tests/stories/shortfalls.txt`` and the README's figures anew.
It says which lines came and which went, so that whoever changed the reading sees what else it changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from sayso.alike import key
from sayso.evaluate import evaluate
from sayso.ingest import from_text
from sayso.reading.reader import Reader
from sayso.story import Statement, Story
from tests.gold import stories

LISTED = Path(__file__).parent / "stories" / "shortfalls.txt"
README = Path(__file__).parents[1] / "README.md"
_HEAD = """\
# What our stories show that does not hold yet, a line each: story: field: claim. It is what to work on.
# The list is strict: a line whose field is right now fails the tests until it is gone. python -m tests.claims writes it anew.
"""

SPANS = ("addressee", "channel", "venue", "when_text")
VALUES = ("kind", "stance", "negated", "asserted", "when")

Claim = tuple[str, str]
"""A story's name, and what one of its statements claims to show."""


def claims() -> Iterator[tuple[Claim, dict[str, Any]]]:
    """Yield each claim with the gold statement that makes it."""
    for gold in stories():
        for statement in gold["statements"]:
            if "claim" in statement:
                yield (gold["id"], statement["claim"]), statement


@cache
def shortfalls() -> dict[Claim, set[str]]:
    """Claim → the fields that are known not to be right. Raises ``ValueError`` for a line that lacks one, or stands there twice."""
    found: dict[Claim, set[str]] = {}
    for number, line in enumerate(LISTED.read_text(encoding="utf-8").splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        story, _, rest = line.partition(": ")
        field, _, claim = rest.partition(": ")
        if not claim:
            raise ValueError(f"{LISTED.name}:{number}: write it as story: field: claim")
        fields = found.setdefault((story, claim), set())
        if field in fields:
            raise ValueError(f"{LISTED.name}:{number}: stands there twice")
        fields.add(field)
    return found


@cache
def read_stories() -> dict[str, Story]:
    """Return our stories as the shipped reader reads them, by name."""
    reader = Reader()
    texts = (
        from_text(gold["text"], gold["id"], published=gold.get("published"), outlet=gold.get("outlet"), title=gold.get("title"))
        for gold in stories()
    )
    return {story.id: reader.read(story) for story in texts}


def what_is_wrong(gold: dict[str, Any], story: Story) -> set[str]:
    """Return the fields of a gold statement that are not as gold has them; "not found" where no statement is the one of gold."""
    found = found_for(gold, story)
    if found is None:
        return {"not found"}
    wrong = {field for field in VALUES if field in gold and getattr(found, field) != gold[field]}
    ours, theirs = _words(story.text, found.source), _words(story.text, gold["source"])
    if len(ours & theirs) < len(ours | theirs) / 2:
        wrong.add("source")
    if (gold["parent"] is None) != (found.parent is None):
        wrong.add("parent")
    if (gold.get("speaker") or gold.get("unnamed")) and not same_speaker(gold.get("speaker"), found.speaker):
        wrong.add("speaker")
    small = {"the", "a", "an", "to", "of"}
    return wrong | {
        role
        for role in SPANS
        if gold[role] and _words(story.text, gold[role]) - small != _words(story.text, getattr(found, role)) - small
    }


def found_for(gold: dict[str, Any], story: Story) -> Statement | None:
    """Return the statement whose content overlaps gold's most, by half at least (Jaccard index of letters)."""

    def overlap(statement: Statement) -> float:
        ours, theirs = _positions(statement.content), _positions(gold["content"])
        return len(ours & theirs) / len(ours | theirs)

    best = max(story.statements, key=overlap, default=None)
    return best if best and overlap(best) >= 0.5 else None


def same_speaker(one: str | None, other: str | None) -> bool:
    """Say whether two names are one, whole and not in part; an article before them says nothing."""
    plain, other_plain = (re.sub(r"^(?:the|an?) ", "", key(name or "")) for name in (one, other))
    return plain == other_plain


def speakers_right() -> float:
    """Return the share of the statements found whose speaker is right, of those of which gold knows the speaker."""
    right = [
        same_speaker(statement.get("speaker"), found.speaker)
        for gold in stories()
        for statement in gold["statements"]
        if (statement.get("speaker") or statement.get("unnamed")) and (found := found_for(statement, read_stories()[gold["id"]]))
    ]
    return sum(right) / len(right)


def _words(text: str, spans: Any) -> set[str]:
    return {match.group().casefold() for start, end in spans for match in re.finditer(r"\w+", text[start:end])}


def _positions(spans: Any) -> set[int]:
    return {at for start, end in spans for at in range(start, end)}


def figures() -> dict[str, str]:
    """Return what the README says of our stories: the name of a figure there → how it is written."""
    found = evaluate(stories(), read_stories().values())
    return {
        "nested": f"{found['nested'].precision:.2f}, {found['nested'].recall:.2f}".replace("0.", "."),
        "speaker": f"{speakers_right():.2f}".replace("0.", "."),
        "when": f"{found['when'].precision:.2f}".replace("0.", "."),
        "claims": f"{sum(1 for _ in claims())}",
        "hold": f"{sum(1 for claim, _ in claims() if claim not in shortfalls())}",
    }


def shown(readme: str) -> dict[str, str]:
    """Return these figures as a README has them."""
    return {name: _required(pattern, readme)[2] for name, pattern in _PLACES.items()}


def rewritten(readme: str, new: Mapping[str, str]) -> str:
    """Return a README with these figures put in."""
    for name, pattern in _PLACES.items():
        match = _required(pattern, readme)
        readme = readme[: match.start(2)] + new[name] + readme[match.end(2) :]
    return readme


_PLACES = {
    "nested": r"(statements inside others: precision, recall \| )([.\d]+, [.\d]+)",
    "speaker": r"(speaker right, of the statements found \| )([.\d]+)",
    "when": r"(date of the saying right, of those found \| )([.\d]+)",
    "claims": r"(claim to show )(\d+)(?= things)",
    "hold": r"(things, and of these )(\d+)(?= hold in every detail)",
}


def _required(pattern: str, readme: str) -> re.Match[str]:
    match = re.search(pattern, readme)
    if match is None:
        raise ValueError(f"the README has no place for a figure: {pattern}")
    return match


def main() -> None:
    """Write the list and the README's figures anew, and say what changed."""
    before = set(LISTED.read_text(encoding="utf-8").splitlines())
    wrong = ((claim, what_is_wrong(statement, read_stories()[claim[0]])) for claim, statement in claims())
    lines = sorted(f"{story}: {field}: {claim}" for (story, claim), fields in wrong for field in fields)
    LISTED.write_text(_HEAD + "".join(f"{line}\n" for line in lines), encoding="utf-8")
    shortfalls.cache_clear()
    README.write_text(rewritten(README.read_text(encoding="utf-8"), figures()), encoding="utf-8")
    for line in lines:
        if line not in before:
            print(f"wrong now: {line}")  # noqa: T201
    for line in sorted(before - set(lines)):
        if not line.startswith("#"):
            print(f"right now: {line}")  # noqa: T201
    print(", ".join(f"{name} {figure}" for name, figure in figures().items()))  # noqa: T201


if __name__ == "__main__":
    main()
