"""How fast pages come from an archive of many stories with many readers at once, and how soon a pasted story is read."""

from __future__ import annotations

import argparse
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path

import httpx

from benchmarks import made
from benchmarks.archive import build, percentile

BOUND = 200.0
"""Milliseconds within which 95 of 100 pages are to come."""
READ_BOUND, PAINT_BOUND = 2000.0, 1000.0
"""Milliseconds within which a pasted story of 1,000 words is read, on one core, and a story's page is painted first."""
WORDS = 1000


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.serve", description=__doc__)
    parser.add_argument("--stories", type=int, default=100_000)
    parser.add_argument("--archive", default="build/benchmark.db", help="made if it is not there")
    parser.add_argument("--readers", type=int, default=20)
    parser.add_argument("--pages", type=int, default=200, help="of each kind")
    parser.add_argument("--pause", type=float, default=0.0, help="seconds between two pages of a reader")
    arguments = parser.parse_args()
    if "://" in arguments.archive or not Path(arguments.archive).exists():
        build(arguments.archive, arguments.stories)
    with served(arguments.archive) as url:
        warm(url)
        print(f"{arguments.readers} readers at once, {arguments.pause:g} s between two pages of one")
        print(f"{'':24} {'median':>9} {'95 %':>9} {'worst':>9}   ms, {arguments.pages} pages each")
        taken = load(url, kinds(arguments.stories), arguments.readers, arguments.pages, arguments.pause)
        for kind, times in taken.items():
            times.sort()
            print(f"{kind:24} {statistics.median(times):9.1f} {percentile(times):9.1f} {times[-1]:9.1f}")
        worst = max(percentile(times) for times in taken.values())
        print(f"the slowest kind: {worst:.0f} ms at the 95th percentile; {BOUND:.0f} asked for")
        print(f"first paint of a story's page: {paint(url):.0f} ms; {PAINT_BOUND:.0f} asked for")
    with served(arguments.archive, cores="0") as url:
        warm(url)
        print(f"a pasted story of {WORDS:,} words, on one core: {reading(url):.0f} ms; {READ_BOUND:.0f} asked for")


@contextmanager
def served(archive: str, cores: str | None = None) -> Iterator[str]:
    """Run ``sayso serve`` and yield its address; ``cores`` names those that it may use."""
    command = [str(Path(sys.executable).with_name("sayso")), "serve", "--archive", archive, "--port", "0"]
    if cores is not None:
        command = ["taskset", "-c", cores, *command]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment, text=True) as process:
        try:
            assert process.stdout
            yield process.stdout.readline().split("/?")[0].strip()
        finally:
            process.terminate()


def warm(url: str) -> None:
    """Wait until pages come, and the figures of the audit are loaded."""
    until = time.monotonic() + 120
    while True:
        try:
            for path in ("/", "/audit"):
                httpx.get(f"{url}{path}", timeout=60, trust_env=False).raise_for_status()
            httpx.post(f"{url}/read", data={"text": "The pier is shut, Ada said."}, timeout=60, trust_env=False).raise_for_status()
            return
        except httpx.TransportError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


def kinds(stories: int) -> dict[str, Callable[[random.Random], str]]:
    """Return the kinds of pages, each with what makes an address of it: the stories, words and speakers drawn as they occur."""
    words, outlets, people = made.Zipf(made.VOCABULARY), made.Zipf(made.OUTLETS), made.Zipf(2000)

    def word(chance: random.Random) -> str:
        return made.word(words.draw(chance))

    def outlet(chance: random.Random) -> str:
        return f"The+{made.word(outlets.draw(chance) + 900).title()}"

    return {
        "all news": lambda chance: f"/?offset={chance.choice((0, 0, 30, 60, 3000))}",
        "all news of an outlet": lambda chance: f"/?outlet={outlet(chance)}",
        "a story": lambda chance: f"/stories/{chance.randint(1, stories)}",
        "a speaker": lambda chance: f"/speakers/{people.draw(chance) + 1}",
        "search a word": lambda chance: f"/search?words={word(chance)}",
        "search with filters": lambda chance: f"/search?outlet={outlet(chance)}&sourced=unnamed&since={chance.randint(2019, 2024)}",
        "audit": lambda chance: chance.choice(("/audit", f"/audit?since={chance.randint(2019, 2023)}")),
        "audit of an outlet": lambda chance: f"/audit?outlet={outlet(chance)}",
        "read (the form)": lambda _: "/read",
    }


def load(
    url: str, asked: dict[str, Callable[[random.Random], str]], readers: int, pages: int, pause: float
) -> dict[str, list[float]]:
    """Let readers ask for pages, of all kinds in turn, and return the milliseconds that each took.

    Each reader is a thread with a connection of its own: what asks is to take as little as can be of the cores that answer.
    """
    chance = random.Random(11)
    todo = [(kind, make(chance)) for kind, make in asked.items() for _ in range(pages)]
    chance.shuffle(todo)
    taken: dict[str, list[float]] = {kind: [] for kind in asked}

    def reader(number: int) -> None:
        # Nobody begins at the same moment as all the others.
        time.sleep(pause * number / readers)
        with closing(HTTPConnection(url.removeprefix("http://"), timeout=60)) as connection:
            for kind, path in todo[number::readers]:
                begun = time.perf_counter()
                connection.request("GET", path)
                answer = connection.getresponse()
                answer.read()
                taken[kind].append((time.perf_counter() - begun) * 1000)
                if answer.status not in (200, 404, 409):
                    raise SystemExit(f"{path}: {answer.status}")
                time.sleep(pause * random.uniform(0.5, 1.5))

    with ThreadPoolExecutor(readers) as threads:
        for each in [threads.submit(reader, number) for number in range(readers)]:
            each.result()
    return taken


def paint(url: str) -> float:
    """Return the milliseconds to the first paint of a story's page in Chromium: the median of several, each in a new context."""
    from playwright.sync_api import sync_playwright

    script = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"])
        times = []
        for number in range(1, 12):
            context = browser.new_context()
            tab = context.new_page()
            tab.goto(f"{url}/stories/{number}", wait_until="load")
            tab.wait_for_timeout(200)
            times.append(float(tab.evaluate(script)))
            context.close()
        browser.close()
    return statistics.median(times)


def reading(url: str) -> float:
    """Return the milliseconds until the page of a pasted story is there: the median of several."""
    text = (Path(__file__).parents[1] / "examples" / "harbour.txt").read_text(encoding="utf-8")
    body = text
    while len(body.split()) < WORDS:
        body += f"\n\n{text.partition(chr(10) * 2)[2]}"

    times = []
    for _ in range(5):
        begun = time.perf_counter()
        httpx.post(f"{url}/read", data={"text": body}, timeout=60, trust_env=False).raise_for_status()
        times.append((time.perf_counter() - begun) * 1000)
    return statistics.median(times)


if __name__ == "__main__":
    main()
