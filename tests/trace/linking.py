"""How well the bundles are traced: ``python -m tests.trace.linking`` reads, links and scores them; ``--misses`` tells each fault.

Each bundle is read with the shipped reader and linked in an archive of its own. A gold mention is the statement, or the
sentence of the outlet's own, that holds most of its words. What none holds was not *read*: no linking can find it.
"""

from __future__ import annotations

import argparse
import json
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import text

from sayso.alike import bands, shingles
from sayso.archive.database import connect, writing
from sayso.archive.store import keep
from sayso.claim import LOSSES
from sayso.ingest import from_text
from sayso.reading.reader import Reader
from sayso.story import Spans, Story
from sayso.trace.sentences import own_sentences

BUNDLES = Path(__file__).parent / "bundles"
HELD = 0.5
"""Share of a mention's letters that a statement's content holds at least."""
_FOUND = """
    SELECT mention.*, statement.number, story.published AS day FROM mention
    JOIN statement ON statement.id = mention.statement_id JOIN story ON story.id = mention.story_id
"""

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Traced:
    """A bundle's gold, its stories by their files, and what the archive says of each of their statements and own sentences."""

    name: str
    gold: dict[str, Any]
    stories: dict[str, Story]
    rows: dict[tuple[str, int], Row]

    def found(self, mention: Row) -> Row | None:
        """Return what a gold mention is: the shortest of those that hold most of its words, sure statements before others."""
        story = self.stories[mention["story"]]
        start = story.text.find(mention["words"])
        end = start + len(mention["words"])
        held = []
        for number, spans, unsure in told(story):
            inside = sum(max(0, min(end, b) - max(start, a)) for a, b in spans)
            if inside >= HELD * (end - start):
                held.append((unsure, -inside, sum(b - a for a, b in spans), number))
        return self.rows[mention["story"], min(held)[3]] if held else None


def told(story: Story) -> Iterator[tuple[int, Spans, bool]]:
    """Yield what a story says as the archive numbers it, where it stands, and whether that is a statement that is sure."""
    for number, each in enumerate(story.statements):
        yield number, each.content, each.unsure
    for span in own_sentences(story):
        yield -1 - span.start, (span,), True


@cache
def _reader() -> Reader:
    return Reader()


def bundles(half: str | None = None) -> Iterator[Traced]:
    """Read and link each bundle; of one half those with an odd place in their order, from 0 on, or with an even one."""
    for at, path in enumerate(sorted(BUNDLES.glob("*/bundle.toml"))):
        if half is not None and half != ("even", "odd")[at % 2]:
            continue
        gold = tomllib.loads(path.read_text(encoding="utf-8"))
        stories = {}
        for each in gold["story"]:
            plain = from_text((path.parent / each["file"]).read_text("utf-8"), each["file"], published=each["published"])
            stories[each["file"]] = _reader().read(replace(plain, outlet=each["outlet"]))
        yield Traced(path.parent.name, gold, stories, _linked(stories))


def _linked(stories: Mapping[str, Story]) -> dict[tuple[str, int], Row]:
    with TemporaryDirectory() as folder:
        engine = connect(f"{folder}/news.db", create=True)
        with writing(engine) as connection:
            files = {keep(connection, each, bands(shingles(each.text))).story: file for file, each in stories.items()}
            rows = connection.execute(text(_FOUND)).mappings().all()
        engine.dispose()
    found: dict[tuple[str, int], Row] = {
        (files[row["story_id"]], row["number"]): {**row, "file": files[row["story_id"]]} for row in rows
    }
    for file, story in stories.items():
        for number, _, _ in told(story):
            # What joined nobody is alone.
            alone = {"claim_id": (file, number), "utterance_id": (file, number), "voice_id": (file, number), "losses": ""}
            found.setdefault((file, number), {**alone, "file": file, "number": number, "day": story.published})
    return found


class Score(Counter[str]):
    """Counts of what is right, found and wanted."""

    misses: list[str]

    def pair(self, what: str, *, found: bool, wanted: bool) -> None:
        """Count one thing that was found or not, and is wanted or not."""
        self[f"{what}: right"] += found and wanted
        self[f"{what}: found"] += found
        self[f"{what}: wanted"] += wanted

    def precision(self, what: str) -> float:
        return self[f"{what}: right"] / max(self[f"{what}: found"], 1)

    def recall(self, what: str) -> float:
        return self[f"{what}: right"] / max(self[f"{what}: wanted"], 1)

    def f1(self, what: str) -> float:
        return 2 * self[f"{what}: right"] / max(self[f"{what}: found"] + self[f"{what}: wanted"], 1)


def score(all_bundles: Iterator[Traced]) -> Score:
    """Hold what the archive says against the gold."""
    total = Score()
    total.misses = []
    for bundle in all_bundles:
        found = [(mention, bundle.found(mention)) for mention in bundle.gold["mention"]]
        total["mentions"] += len(found)
        total["mentions read"] += sum(row is not None for _, row in found)
        _score_pairs(total, bundle, found)
        _score_losses(total, bundle, found)
        _score_claims(total, bundle, found)
    return total


def _score_pairs(total: Score, bundle: Traced, found: list[tuple[Row, Row | None]]) -> None:
    """Pairs of two stories. A statement that holds two gold mentions is no pair with itself."""
    for (one, its), (other, others) in combinations(found, 2):
        if one["story"] == other["story"]:
            continue
        for what, field in (("utterance", "utterance_id"), ("claim", "claim_id")):
            joined = its is not None and others is not None and its[field] == others[field]
            wanted = one[what] == other[what]
            total.pair(f"pairs of one {what}", found=joined, wanted=wanted)
            if its is not None and others is not None:
                total.pair(f"pairs of one {what}, both read", found=joined, wanted=wanted)
            if joined != wanted:
                why = "" if its is not None and others is not None else ", not read"
                total.misses.append(
                    f"{bundle.name}: {'one' if wanted else 'two'} {what}{why}: {one['words'][:60]} | {other['words'][:60]}"
                )


def _score_losses(total: Score, bundle: Traced, found: list[tuple[Row, Row | None]]) -> None:
    for mention, row in found:
        told = set(row["losses"].split()) if row else set()
        for loss in LOSSES:
            total.pair("losses", found=loss in told, wanted=loss in mention["losses"])
            total.pair(f"losses: {loss}", found=loss in told, wanted=loss in mention["losses"])
            if row:
                total.pair("losses, read", found=loss in told, wanted=loss in mention["losses"])
            if (loss in told) != (loss in mention["losses"]):
                gold = "lost" if loss in mention["losses"] else "kept"
                total.misses.append(f"{bundle.name}: {loss} is {gold}{'' if row else ', not read'}: {mention['words'][:60]}")


def _score_claims(total: Score, bundle: Traced, found: list[tuple[Row, Row | None]]) -> None:
    """A gold claim is the one of the archive that has most of its mentions."""
    for claim in bundle.gold["claim"]:
        own = [row for mention, row in found if mention["claim"] == claim["number"]]
        read = [row for row in own if row]
        whole = len(read) == len(own)
        total["claims"] += 1
        total["claims read whole"] += whole
        number = Counter(row["claim_id"] for row in read).most_common(1)[0][0] if read else None
        members = [row for row in bundle.rows.values() if row["claim_id"] == number]
        independent = len({row["voice_id"] for row in members})
        first = min(members, key=lambda row: row["day"])["file"] if members else None
        for what, right in (("independent", independent == claim["independent"]), ("first seen", first == claim["first_seen"])):
            total[f"{what}: right"] += right
            total[f"{what}: right, read whole"] += right and whole
            if not right:
                told = f"{independent}, not {claim['independent']}" if what == "independent" else f"{first}"
                total.misses.append(f"{bundle.name}: claim {claim['number']}: {what}: {told}{'' if whole else ', not read whole'}")


def pairs(bundle: Traced) -> Iterator[dict[str, Any]]:
    """Yield what a bundle teaches, as ``training.trace`` reads it: gold mentions of two outlets, and each beside what is none.

    What overlaps a mention is neither, and so are headlines, of which the gold says nothing.
    """
    gold: dict[tuple[str, int], list[Row]] = {}
    near: set[tuple[str, int]] = set()
    for mention in bundle.gold["mention"]:
        found = bundle.found(mention)
        story = bundle.stories[mention["story"]]
        if found is not None:
            gold.setdefault((mention["story"], found["number"]), []).append(mention)
            spans = next(spans for number, spans, _ in told(story) if number == found["number"])
            near |= {
                (mention["story"], number)
                for number, others, _ in told(story)
                if any(a < end and start < b for start, end in spans for a, b in others)
            }
    sides = [
        (file, number, unsure)
        for file, story in bundle.stories.items()
        for number, _, unsure in told(story)
        if (file, number) in gold or ((file, number) not in near and _in_body(story, number))
    ]
    for (one, a, follows), (other, b, too) in combinations(sides, 2):
        ones, others = gold.get((one, a), []), gold.get((other, b), [])
        if (follows and too) or not (ones or others) or bundle.stories[one].outlet == bundle.stories[other].outlet:
            continue
        same = {each["utterance"] for each in ones} & {each["utterance"] for each in others}
        claim = {each["claim"] for each in ones} & {each["claim"] for each in others}
        rel = "same" if same else "echo" if claim else "none"
        yield {"a": _told_side(bundle.stories[one], a), "b": _told_side(bundle.stories[other], b), "rel": rel}


def _in_body(story: Story, number: int) -> bool:
    return number < 0 or (story.statements[number].where == "body" and not story.statements[number].unsure)


def _told_side(story: Story, number: int) -> dict[str, Any]:
    spans = next(spans for each, spans, _ in told(story) if each == number)
    statement = story.statements[number] if number >= 0 else None
    return {
        "content": story.words(spans),
        "speaker": statement.speaker if statement else None,
        "source": story.words(statement.source) if statement else None,
        "published": story.published,
        "outlet": story.outlet,
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.trace.linking", description="Read, link and score the bundles.")
    parser.add_argument("--half", choices=("odd", "even"), help="only the bundles with an odd place in their order, or an even one")
    parser.add_argument("--pairs", type=Path, help="write what these bundles teach, as training.trace reads it, and score nothing")
    parser.add_argument("--misses", action="store_true", help="also print what is decided otherwise than the gold says")
    arguments = parser.parse_args()
    read = bundles(arguments.half)
    if arguments.pairs:
        made = [each for bundle in read for each in pairs(bundle)]
        # Odd numbers are learnt from.
        rows = (json.dumps({"n": 2 * at + 1, "sure": "0", **each}, ensure_ascii=False) for at, each in enumerate(made))
        arguments.pairs.write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")
        return
    total = score(read)
    lines = [*(total.misses if arguments.misses else ()), f"mentions read: {total['mentions read']} of {total['mentions']}"]
    for what in ("independent", "first seen"):
        whole = f"{total[f'{what}: right, read whole']} of {total['claims read whole']} whose mentions were all read"
        lines.append(f"{what} right: {total[f'{what}: right']} of {total['claims']} claims; {whole}")
    lines.append(f"{'':34}precision, recall, F1")
    of = ("pairs of one utterance", "pairs of one claim")
    for what in (*of, *(f"{each}, both read" for each in of), "losses, read", "losses", *(f"losses: {loss}" for loss in LOSSES)):
        counts = f"{total[f'{what}: right']} of {total[f'{what}: found']} found, {total[f'{what}: wanted']} wanted"
        lines.append(f"{what:34}{total.precision(what):.2f}  {total.recall(what):.2f}  {total.f1(what):.2f}  {counts}")
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
