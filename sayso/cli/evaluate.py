"""sayso evaluate: how good the reader is, on gold stories."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from sayso.cli.read import read_by_one
from sayso.errors import InputError
from sayso.show.progress import progress_of
from sayso.show.results import results
from sayso.story import Story

if TYPE_CHECKING:
    from sayso.evaluate import Gold

Guidelines = Literal["real", "polnear", "gum"]


def evaluate(
    gold: Annotated[
        Path,
        typer.Argument(
            metavar="GOLD.jsonl", help="Stories that people annotated: JSON Lines with id, text and statements.", show_default=False
        ),
    ],
    predicted: Annotated[
        Path | None,
        typer.Option(
            help="Measure these predictions (JSON Lines, as sayso read --jsonl prints them) instead of reading the stories.",
            show_default=False,
        ),
    ] = None,
    guidelines: Annotated[
        Guidelines, typer.Option(help="After whose idea of a statement to read: real news', PolNeAR's or GUM's.")
    ] = "real",
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as one JSON object.")] = False,
) -> None:
    """Measure the reading on stories that people annotated: precision, recall and F1 of spans, statements and sources."""
    from sayso.evaluate import evaluate as measure
    from sayso.evaluate import load, load_predicted

    stories = load(gold)
    failures: list[InputError] = []
    with results(None) as out:
        if predicted:
            found = load_predicted(predicted)
        else:
            with progress_of("stories", len(stories)) as progress:
                found = list(read_by_one(_texts(stories), failures, progress, len(stories), guidelines))
        figures = measure(stories, found)
        if as_json:
            lines = [json.dumps({name: asdict(figure) for name, figure in figures.items()}, indent=2)]
        else:
            lines = [f"{'':16} {'P':>6} {'R':>6} {'F1':>6} {'gold':>8} {'found':>8}"]
            lines += [
                f"{name:16} {figure.precision:6.3f} {figure.recall:6.3f} {figure.f1:6.3f} {figure.gold:8,} {figure.predicted:8,}"
                for name, figure in figures.items()
            ]
        out.write(("\n".join(lines) + "\n").encode())
    if failures:
        raise typer.Exit(1)


def _texts(gold: Iterable[Gold]) -> Iterator[Story | InputError]:
    from sayso.ingest import from_text

    for story in gold:
        try:
            yield from_text(story["text"], story["id"], title=_text(story, "title"), published=_text(story, "published"))
        except InputError as error:
            yield error


def _text(story: object, key: str) -> str | None:
    value = story.get(key) if isinstance(story, dict) else None
    return value if isinstance(value, str) else None
