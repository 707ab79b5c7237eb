"""Labels of real news: from a reader's blocks to marks, which are ids and offsets without a word of text, and to gold stories.

``python -m training.labels BLOCKS… --news news.jsonl.gz --output labels.jsonl`` checks blocks and writes their marks. A file of
blocks is named after its story's id; the format is that of the guidelines by which real news is labelled.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
from collections.abc import Iterable, Iterator
from itertools import pairwise, product
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "labels"
ACTS = ("speech", "writing", "thought", "intention")
CUT, JOINED, NOTHING = " <...> ", " … ", "-"
CLOSE_ENOUGH = 64
"""Places of one piece that are tried, nearest first: more of them stand in no story for words that a reader would copy."""

Place = tuple[int, int]
Statement = dict[str, Any]


class BlockError(ValueError):
    """A block that cannot be laid over its story; the message names the block, the field and what to do."""


def parse(blocks: str) -> list[dict[str, str]]:
    """Return the fields of each block, in order: letter → what stands behind it."""
    found: list[dict[str, str]] = []
    for number, line in enumerate(blocks.splitlines(), 1):
        if re.match(r"#\s*\d+\s*$", line):
            found.append({"#": line.strip("# ")})
        elif match := re.match(r"([CQSPADM]) (.*)", line):
            if not found:
                raise BlockError(f"line {number}: a field before the first block. Open each block with # and its number")
            found[-1][match[1]] = match[2].strip()
        elif line.strip():
            raise BlockError(
                f"line {number}: {line[:40]!r} is no field. A field is one line: C, Q, S, P, A, D or M, a blank, its words"
            )
    return found


def statements(text: str, blocks: str) -> list[Statement]:
    """Lay a reader's blocks over the story's ``text``; raise :class:`BlockError` for the first that does not fit."""
    fields = parse(blocks)
    index = {block["#"]: i for i, block in enumerate(fields)}
    laid: list[Statement] = []
    for block in fields:
        name = f"# {block['#']}"
        if missing := [letter for letter in "CQSPA" if not block.get(letter)]:
            raise BlockError(f"{name}: {', '.join(missing)} missing")
        if block["A"] not in ACTS:
            raise BlockError(f"{name}: A is {block['A']!r}, not one of {', '.join(ACTS)}")
        parent = None
        if outer := block.get("D"):
            parent = index.get(outer.strip("# "))
            if parent is None or parent >= len(laid):
                raise BlockError(f"{name}: D is {outer!r}, and no block before it has that number")
        within = laid[parent]["content"] if parent is not None else [[0, len(text)]]
        low = laid[-1]["content"][0][0] if laid else 0
        content = _content(text, block["C"], within, low, name)
        statement: Statement = {
            "content": content,
            "cue": _near(text, block["Q"], content, content, f"{name} Q"),
            "act": block["A"],
            "speaker": block["P"],
            "parent": parent,
        }
        statement["source"] = _near(text, block["S"], statement["cue"] or content, content, f"{name} S")
        if block.get("M"):
            statement["doubtful"] = True
        laid.append(statement)
    return laid


def _content(text: str, words: str, within: list[list[int]], low: int, name: str) -> list[list[int]]:
    """Lay the pieces of a content one behind the other, as near together as they stand, from ``low`` on where that can be."""
    options = [list(_places(text, piece, f"{name} C")) for piece in words.split(JOINED)]
    chains = []
    for first in options[0]:
        chain = [first]
        for places in options[1:]:
            after = [place for place in places if place[0] >= chain[-1][1]]
            if not after:
                break
            chain.append(after[0])
        if len(chain) == len(options):
            chains.append(chain)
    if not chains:
        raise BlockError(f"{name}: the pieces of C do not stand one behind the other")

    def rank(chain: list[Place]) -> tuple[bool, bool, int]:
        inside = all(any(a <= start and end <= b for a, b in within) for start, end in chain)
        return not inside, chain[0][0] < low, chain[-1][1] - chain[0][0] if len(chain) > 1 else chain[0][0]

    return [list(place) for place in min(chains, key=rank)]


def _near(text: str, words: str, near: list[list[int]], content: list[list[int]], name: str) -> list[list[int]]:
    """Lay the pieces of a cue or a source where they stand nearest, outside of the content where that can be."""
    if words == NOTHING:
        return []

    def rank(place: Place) -> tuple[bool, int]:
        crossing = any(place[0] < b and a < place[1] for a, b in content)
        return crossing, sum(min(max(a - place[1], place[0] - b, 0) for a, b in spans) for spans in (near, content))

    chosen = [sorted(_places(text, piece, name), key=rank)[:CLOSE_ENOUGH] for piece in words.split(JOINED)]
    if len(chosen) == 1:
        return [list(chosen[0][0])]
    chains = [chain for chain in product(*(places[:4] for places in chosen)) if all(a[1] <= b[0] for a, b in pairwise(chain))]
    if not chains:
        raise BlockError(f"{name}: the pieces do not stand one behind the other")
    return [
        list(place)
        for place in min(chains, key=lambda chain: [sum(rank(place)[0] for place in chain), sum(rank(place)[1] for place in chain)])
    ]


def _places(text: str, piece: str, name: str) -> Iterator[Place]:
    """Yield where a piece stands, any run of blanks for any other; a cut one from its first words to its nearest last ones."""
    head, cut, tail = (part.strip() for part in piece.partition(CUT.strip()))
    found = False
    for match in _pattern(head).finditer(text):
        end = match.end()
        if cut:
            last = _pattern(tail).search(text, end)
            if last is None:
                continue
            end = last.end()
        found = True
        yield match.start(), end
    if not found:
        raise BlockError(f"{name}: {piece[:60]!r} does not stand in the story. Copy it to the letter")


def _pattern(words: str) -> re.Pattern[str]:
    body = r"\s+".join(map(re.escape, words.split()))
    return re.compile(rf"(?<!\w){body}(?!\w)" if words[:1].isalnum() and words[-1:].isalnum() else body)


def texts(news: Path) -> dict[str, dict[str, Any]]:
    """Return the stories of a JSON Lines file, packed or not, by id."""
    opened = gzip.open if news.suffix == ".gz" else open
    with opened(news, "rt", encoding="utf-8") as lines:
        return {story["id"]: story for story in map(json.loads, lines)}


def gold(marks: Iterable[Path], news: Path) -> list[dict[str, Any]]:
    """Return gold stories: the marks in these files with the texts of ``news``."""
    stories = texts(news)
    lines = (json.loads(line) for path in marks for line in path.read_text(encoding="utf-8").splitlines())
    return [{**stories[line["id"]], "statements": line["statements"]} for line in lines if line["id"] in stories]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m training.labels", description="Check a reader's blocks and write their marks.")
    parser.add_argument("blocks", type=Path, nargs="+", help="files of blocks, each named after its story's id: ID.txt")
    parser.add_argument("--news", type=Path, required=True, help="JSON Lines of the stories, packed with gzip or not")
    parser.add_argument("--output", type=Path, help="where the marks go; without it the blocks are only checked")
    arguments = parser.parse_args()
    stories, lines, failed = texts(arguments.news), [], 0
    for path in arguments.blocks:
        try:
            if path.stem not in stories:
                raise BlockError("no story has this id")
            marked = statements(stories[path.stem]["text"], path.read_text(encoding="utf-8"))
            lines.append(json.dumps({"id": path.stem, "statements": marked}))
        except BlockError as error:
            failed += 1
            print(f"{path}: {error}", file=sys.stderr)
    if arguments.output:
        arguments.output.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    print(f"{len(lines)} stories hold, {failed} do not")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
