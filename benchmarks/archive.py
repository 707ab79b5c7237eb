"""How fast an archive of many stories answers: sayso search and who, on stories made by benchmarks.made."""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks import made
from sayso.alike import bands, shingles
from sayso.archive import Archive
from sayso.archive.database import connect, counted, writing
from sayso.archive.store import keep
from sayso.ask.search import Query
from sayso.errors import InputError

AT_ONCE = 500
"""Stories of a transaction."""
BOUNDS = {"search": 50.0, "who": 100.0}
"""Milliseconds within which 95 of 100 questions are to be answered."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.archive", description=__doc__)
    parser.add_argument("--stories", type=int, default=100_000)
    parser.add_argument("--archive", default="build/benchmark.db", help="made if it is not there")
    parser.add_argument("--questions", type=int, default=400)
    arguments = parser.parse_args()
    if "://" in arguments.archive or not Path(arguments.archive).exists():
        build(arguments.archive, arguments.stories)
    with Archive(arguments.archive) as archive:
        print(f"{'':30} {'median':>9} {'95 %':>9} {'worst':>9}   ms, {arguments.questions} questions each")
        all_taken: dict[str, list[float]] = {verb: [] for verb in BOUNDS}
        for name, ask in questions(archive, arguments.questions):
            taken = sorted(timed(ask))
            all_taken[name.split()[0]] += taken
            print(f"{name:30} {statistics.median(taken):9.1f} {percentile(taken):9.1f} {taken[-1]:9.1f}")
    for verb, bound in BOUNDS.items():
        print(f"{verb}: {percentile(sorted(all_taken[verb])):.1f} ms at the 95th percentile of all kinds; {bound:.0f} asked for")


def percentile(taken: list[float]) -> float:
    """Return the 95th percentile of ordered times."""
    return taken[int(len(taken) * 0.95)]


def build(where: str, count: int) -> None:
    """Make an archive of so many stories."""
    if "://" not in where:
        Path(where).parent.mkdir(parents=True, exist_ok=True)
    engine = connect(where, create=True)
    found = made.stories(count)
    begun = time.monotonic()
    done = 0
    while batch := list(islice(found, AT_ONCE)):
        with writing(engine) as connection:
            for story in batch:
                keep(connection, story, bands(shingles(story.text)))
        done += len(batch)
        print(
            f"\r{done:,} of {count:,} stories, {done / (time.monotonic() - begun):.0f} a second",
            end="",
            file=sys.stderr,
            flush=True,
        )
    print(file=sys.stderr)
    counted(engine)
    engine.dispose()


def questions(archive: Archive, count: int) -> Iterator[tuple[str, list[Callable[[], Any]]]]:
    """Yield kinds of questions, each with ``count`` of them, drawn as the words of stories are: the common ones too."""
    chance = random.Random(7)
    words, people, outlets = made.Zipf(made.VOCABULARY), made.Zipf(made.PEOPLE), made.Zipf(made.OUTLETS)

    def word() -> str:
        return made.word(words.draw(chance))

    def person() -> str:
        return made.person(people.draw(chance))

    def outlet() -> str:
        return f"The {made.word(outlets.draw(chance) + 900).title()}"

    def year() -> str:
        return str(chance.randint(2019, 2024))

    def search(**asked: Any) -> Callable[[], Any]:
        return lambda: archive.hits(Query(**asked))

    def said(name: str) -> Callable[[], Any]:
        def ask() -> Any:
            try:
                return archive.said(archive.bearer(name).id)
            except InputError as error:
                # Some names are nobody's, and some are several people's: that is an answer too.
                return error

        return ask

    yield "search a word", [search(words=word()) for _ in range(count)]
    yield "search two words", [search(words=f"{word()} {word()}") for _ in range(count)]
    yield "search a phrase", [search(words=f'"{word()} {word()}"') for _ in range(count)]
    yield "search a word since", [search(words=word(), since=year()) for _ in range(count)]
    yield "search a word in an outlet", [search(words=word(), outlet=outlet()) for _ in range(count)]
    yield "search a word of a speaker", [search(words=word(), speaker=person()) for _ in range(count)]
    yield "search a word, unnamed, depth", [search(words=word(), sourced="unnamed", depth=1) for _ in range(count)]
    yield "search a speaker, newest", [search(speaker=person()) for _ in range(count)]
    yield "search an outlet's year", [search(outlet=outlet(), since=year(), until=year()) for _ in range(count)]
    yield "search distancing, direct", [search(stance="distancing", kind="direct", since=year()) for _ in range(count)]
    yield "who", [said(person()) for _ in range(count)]
    yield "who by surname", [said(person().split()[1]) for _ in range(count)]


def timed(ask: list[Callable[[], Any]]) -> list[float]:
    """Return the milliseconds that each question takes."""
    taken = []
    for each in ask:
        begun = time.perf_counter()
        each()
        taken.append((time.perf_counter() - begun) * 1000)
    return taken


if __name__ == "__main__":
    main()
