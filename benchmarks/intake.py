"""What it costs to add stories to an archive: beside reading alone, with two processes, and in memory over a long web archive."""

from __future__ import annotations

import argparse
import gzip
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from html import escape
from pathlib import Path

from benchmarks import made
from benchmarks.speed import ROOT

STORIES = 400
"""Stories of the default text: enough that half a second to start a process does not count."""
PAGES = 200
"""Pages of the shorter web archive."""
LONGER = 10


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.intake", description=__doc__)
    parser.add_argument("stories", type=Path, nargs="?", help="JSON Lines with id and text (default: made stories)")
    parser.add_argument("--limit", type=int, default=STORIES, help="so many of them")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--skip-memory", action="store_true")
    parser.add_argument("--child", choices=("read", "add"), help=argparse.SUPPRESS)
    parser.add_argument("--jobs", type=int, default=1, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child:
        child(arguments.child, arguments.stories, arguments.jobs)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = lines(arguments.stories, arguments.limit, folder)
        words = sum(len(json.loads(line)["text"].split()) for line in path.read_text(encoding="utf-8").splitlines())
        print(f"{arguments.limit} stories, {words:,} words; medians of {arguments.rounds} rounds")
        taken: dict[tuple[str, int], list[float]] = {("read", 1): [], ("add", 1): [], ("add", 2): []}
        for _ in range(arguments.rounds):
            for (verb, jobs), seconds in taken.items():
                seconds.append(run(verb, path, jobs))
        median = {key: statistics.median(seconds) for key, seconds in taken.items()}
        for (verb, jobs), middle in median.items():
            print(f"{verb}, {jobs} process{'es' if jobs > 1 else ''}: {words / middle:9,.0f} words a second")
        print(f"adding costs {median['add', 1] / median['read', 1] - 1:.1%} on top of reading; 15 % are allowed")
        print(f"two processes add {median['add', 1] / median['add', 2]:.2f} times what one does; 1.7 asked for")
        if not arguments.skip_memory:
            for pages in (PAGES, PAGES * LONGER):
                warc = folder / f"{pages}.warc.gz"
                web_archive(warc, pages)
                size = warc.stat().st_size / 1e6
                print(f"web archive of {pages:,} pages, {size:.1f} MB: {peak(warc):,.0f} MB at most; 1,000 allowed")


def lines(given: Path | None, limit: int, folder: Path) -> Path:
    """Write so many stories as JSON Lines: given ones, or made."""
    path = folder / "stories.jsonl"
    with path.open("w", encoding="utf-8") as out:
        if given:
            with given.open(encoding="utf-8") as file:
                for line, _ in zip(file, range(limit), strict=False):
                    found = json.loads(line)
                    out.write(json.dumps({"id": found["id"], "text": found["text"]}) + "\n")
        else:
            for story in made.stories(limit):
                out.write(json.dumps({"id": story.id, "text": story.text, "url": story.url, "outlet": story.outlet}) + "\n")
    return path


def run(verb: str, path: Path, jobs: int) -> float:
    """Return the seconds that a process needs for all stories, not counting its own start."""
    command = [sys.executable, "-m", "benchmarks.intake", str(path), "--child", verb, "--jobs", str(jobs)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    return float(done.stdout)


def child(verb: str, path: Path, jobs: int) -> None:
    """Be the process: read or add all stories, and print how many seconds that took."""
    from sayso.archive import Archive
    from sayso.ingest import stories
    from sayso.reading.reader import Reader
    from sayso.story import Story

    if verb == "read":
        reader = Reader()
        begun = time.perf_counter()
        for story in stories([path]):
            if isinstance(story, Story):
                reader.read(story)
    else:
        with tempfile.TemporaryDirectory() as folder, Archive(Path(folder) / "a.db") as archive:
            begun = time.perf_counter()
            for _ in archive.adding([path], jobs=jobs):
                pass
    print(time.perf_counter() - begun)


def web_archive(path: Path, pages: int) -> None:
    """Write made stories as the pages of a web archive (ISO 28500), each packed by itself as Common Crawl's are."""
    with path.open("wb") as file:
        for story in made.stories(pages, seed=3):
            body = "".join(f"<p>{escape(part)}</p>" for part in story.text.split("\n\n")[1:])
            title = escape(story.text.split("\n")[0])
            page = (
                f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{body}</article></body></html>".encode()
            )
            block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page
            head = (
                f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {story.url}\r\nWARC-Date: 2024-05-07T09:00:00Z\r\n"
                f"WARC-Record-ID: <urn:uuid:{int(story.id[5:]):032x}>\r\nContent-Type: application/http; msgtype=response\r\n"
                f"Content-Length: {len(block)}\r\n\r\n"
            )
            file.write(gzip.compress(head.encode() + block + b"\r\n\r\n", 6))


def peak(warc: Path) -> float:
    """Return the megabytes that all processes of an intake hold at most, pages that they share counted for each."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "sayso", "add", str(warc), "--archive", f"{folder}/a.db", "--jobs", "2"]
        process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
        most = 0.0
        ended = threading.Event()

        def watch() -> None:
            nonlocal most
            while not ended.wait(0.1):
                most = max(most, sum(map(resident, family(process.pid))))

        thread = threading.Thread(target=watch)
        thread.start()
        process.wait()
        ended.set()
        thread.join()
        if process.returncode:
            sys.exit(f"sayso add ended with {process.returncode}")
        return most


def family(pid: int) -> Iterator[int]:
    """Yield a process and all below it."""
    yield pid
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return
    for each in children:
        yield from family(int(each))


def resident(pid: int) -> float:
    """Return the megabytes that a process holds."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
    except OSError:
        return 0.0


if __name__ == "__main__":
    main()
