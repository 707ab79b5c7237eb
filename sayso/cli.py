"""The command line: one verb, one function. Results go to standard output, all else to standard error."""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer
from rich.console import Console
from rich.markup import escape

import sayso
from sayso.errors import InputError, SaysoError
from sayso.story import Story, from_json, to_json

if TYPE_CHECKING:
    from rich.progress import Progress

    from sayso.reading.reader import Reader

PATIENCE = 2.0
"""Seconds after which progress is shown."""

app = typer.Typer(
    name="sayso",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 done; 1 some inputs failed, each named on standard error, and the rest was done; 2 the call was wrong.",
)


def main() -> None:
    """Run the command line."""
    try:
        app()
    except SaysoError as error:
        _say(str(error))
        sys.exit(1)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"sayso {sayso.__version__}")
        raise typer.Exit


@app.callback()
def _sayso(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")] = False,
) -> None:
    """On whose say-so? Reads news and shows, for every statement in a story, who said it."""


def _date(value: str | None) -> str | None:
    if value is not None:
        try:
            datetime.fromisoformat(value)
        except ValueError:
            raise typer.BadParameter(f"{value!r} is no date. Write it as 2024-05-31.") from None
    return value


@app.command(
    epilog="Examples:  sayso read story.txt  ·  sayso read page.html --html -o read.html  ·  sayso read --jsonl news/ > read.jsonl"
)
def read(
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="INPUT...",
            help="Text files, saved pages (.html), JSON Lines with an id and a text, folders of these, "
            "http(s) addresses, or - for standard input.",
            show_default=False,
        ),
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON array of the stories.")] = False,
    as_jsonl: Annotated[
        bool, typer.Option("--jsonl", help="Print one JSON object a story and line, as soon as it is read.")
    ] = False,
    as_html: Annotated[
        bool, typer.Option("--html", help="Print one self-contained page: the stories with their statements marked.")
    ] = False,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", help="Write to this file instead; it is replaced only once all is done.", show_default=False
        ),
    ] = None,
    published: Annotated[
        str | None,
        typer.Option(
            metavar="DATE",
            help="When the stories were published (2024-05-31), if they do not say: gives datelines their year.",
            callback=_date,
            show_default=False,
        ),
    ] = None,
    allow_private: Annotated[bool, typer.Option("--allow-private", help="Fetch addresses of private networks too.")] = False,
) -> None:
    """Show every statement of the stories, with its source and its cue.

    On a terminal the statements stand under their speakers, in order of appearance.
    """
    if as_json + as_jsonl + as_html > 1:
        raise typer.BadParameter("Choose one of --json, --jsonl and --html.")
    from sayso.ingest import stories

    failures: list[InputError] = []
    with _results(output) as out, _progress("stories") as progress:
        read_stories = _read(stories(inputs, published=published, private=allow_private), failures, progress)
        if as_jsonl:
            for story in read_stories:
                out.write(to_json(story) + b"\n")
                out.flush()
        elif as_json:
            out.write(b"[")
            for number, story in enumerate(read_stories):
                indented = json.dumps(json.loads(to_json(story)), indent=2, ensure_ascii=False).replace("\n", "\n  ")
                out.write(b",\n  " * bool(number) + b"\n  " * (not number) + indented.encode())
            out.write(b"\n]\n")
        elif as_html:
            from sayso.show.page import page

            if shown := list(read_stories):
                out.write(page(shown).encode())
        else:
            _render(read_stories, out, output is None)
    if failures:
        raise typer.Exit(1)


def _read(
    found: Iterable[Story | InputError], failures: list[InputError], progress: Progress | None, total: int | None = None
) -> Iterator[Story]:
    reader: Reader | None = None
    task = progress.add_task("", total=total) if progress else None
    for story in found:
        if isinstance(story, InputError):
            failures.append(story)
            _say(str(story))
            continue
        if reader is None:
            from sayso.reading.reader import Reader

            reader = Reader()
        with _waiting(f"reading {story.id}") if progress is None else nullcontext():
            read_story = reader.read(story)
        yield read_story
        if progress and task is not None:
            progress.advance(task)


@contextmanager
def _waiting(what: str) -> Iterator[None]:
    """Say on standard error what is being done, if that is a terminal and it takes longer than PATIENCE."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield
        return
    status = console.status(escape(what))
    timer = threading.Timer(PATIENCE, status.start)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        status.stop()


def _render(stories: Iterable[Story], out: BinaryIO, to_screen: bool) -> None:
    from sayso.show.terminal import render

    if to_screen:
        console = (
            Console(highlight=False)
            if sys.stdout.isatty()
            else Console(highlight=False, width=int(os.environ.get("COLUMNS") or 80))
        )
    else:
        console = Console(file=open(os.dup(out.fileno()), "w", encoding="utf-8"), width=80, highlight=False)  # noqa: SIM115, PTH123
    for number, story in enumerate(stories):
        if number:
            console.rule(style="dim")
        render(story, console)
        console.file.flush()


@contextmanager
def _results(output: Path | None) -> Iterator[BinaryIO]:
    """Yield standard output, or a file that takes the place of ``output`` only when all is written.

    A reader that goes away (``| head``) ends the program quietly; Ctrl-C ends it with 130, and keeps what was done.
    """
    part = output.with_name(f"{output.name}.part") if output else None
    try:
        if output is None or part is None:
            yield sys.stdout.buffer
            sys.stdout.flush()
            return
        try:
            file = part.open("wb")
        except OSError as error:
            raise InputError(str(output), f"cannot be written ({error.strerror})", "Choose another file.") from None
        with file:
            yield file
        part.replace(output)
    except BrokenPipeError:
        # Python would complain again when it flushes standard output on its way out.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(0) from None
    except KeyboardInterrupt:
        _say(f"stopped. What was done is in {part}." if part else "stopped. What was printed is whole.")
        raise typer.Exit(130) from None


@contextmanager
def _progress(unit: str, total: int | None = None) -> Iterator[Progress | None]:
    """Progress on standard error, if that is a terminal, from the moment that it takes longer than PATIENCE."""
    if not sys.stderr.isatty() or sys.stdout.isatty():
        yield None
        return
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        SpinnerColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = [SpinnerColumn(), TextColumn("{task.completed:,}"), TextColumn(unit), TimeElapsedColumn()]
    if total:
        columns = [BarColumn(), MofNCompleteColumn(), TextColumn(unit), TimeElapsedColumn(), TimeRemainingColumn()]
    progress = Progress(*columns, console=Console(stderr=True), transient=True)
    timer = threading.Timer(PATIENCE, progress.start)
    timer.daemon = True
    timer.start()
    try:
        yield progress
    finally:
        timer.cancel()
        progress.stop()


@app.command(epilog="Example:  sayso evaluate gold.jsonl")
def evaluate(
    gold: Annotated[
        Path,
        typer.Argument(metavar="GOLD.jsonl", help="Gold stories: JSON Lines with id, text and statements.", show_default=False),
    ],
    predicted: Annotated[
        Path | None,
        typer.Option(
            help="Measure these predictions (JSON Lines, as from read --jsonl) instead of reading the stories.", show_default=False
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as one JSON object.")] = False,
) -> None:
    """Measure the reader on gold stories: precision, recall and F1 of spans, statements and their sources."""
    from sayso.evaluate import evaluate as measure
    from sayso.evaluate import load
    from sayso.ingest import from_text

    stories = load(gold)
    if predicted:
        try:
            found = [from_json(line) for line in predicted.read_bytes().splitlines() if line.strip()]
        except (OSError, ValueError) as error:
            raise InputError(str(predicted), f"cannot be read ({error})", "Give JSON Lines, as from sayso read --jsonl.") from None
    else:
        texts = [
            from_text(story["text"], story["id"], title=_text(story, "title"), published=_text(story, "published"))
            for story in stories
        ]
        with _progress("stories", len(texts)) as progress:
            failures: list[InputError] = []
            found = list(_read(texts, failures, progress, len(texts)))
    figures = measure(stories, found)
    if as_json:
        typer.echo(json.dumps({name: asdict(figure) for name, figure in figures.items()}, indent=2))
        return
    typer.echo(f"{'':16} {'P':>6} {'R':>6} {'F1':>6} {'gold':>8} {'found':>8}")
    for name, figure in figures.items():
        typer.echo(
            f"{name:16} {figure.precision:6.3f} {figure.recall:6.3f} {figure.f1:6.3f} {figure.gold:8,} {figure.predicted:8,}"
        )


def _text(story: object, key: str) -> str | None:
    value = story.get(key) if isinstance(story, dict) else None
    return value if isinstance(value, str) else None


def _say(message: str) -> None:
    typer.echo(f"sayso: {message}", err=True)
