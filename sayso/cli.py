"""The command line: one verb, one function. Results go to standard output, all else to standard error."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from dataclasses import asdict
from datetime import datetime
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer
from rich.console import Console

import sayso
from sayso.errors import InputError, SaysoError
from sayso.show.progress import progress_of, waiting
from sayso.show.results import results
from sayso.story import Story, to_json

if TYPE_CHECKING:
    from rich.progress import Progress

    from sayso.evaluate import Gold
    from sayso.reading.reader import Reader

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
    chains: Annotated[
        bool,
        typer.Option(
            "--chains", help="Show only on whose word each content stands: a tree from the outlet down, and how many stand between."
        ),
    ] = False,
    why: Annotated[
        bool, typer.Option("--why", help="Say of each speaker, setting, date and stance why it is so, and which words it rests on.")
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

    On a terminal the statements stand under their speakers, in order of appearance, those inside a content beneath it.
    """
    if as_json + as_jsonl + as_html > 1:
        raise typer.BadParameter("Choose one of --json, --jsonl and --html.")
    if (chains or why) and (as_json or as_jsonl or as_html):
        raise typer.BadParameter("--chains and --why are for the terminal: JSON and the page hold all chains and reasons.")
    from sayso.ingest import stories

    failures: list[InputError] = []
    streamed = output is None and not as_html and sys.stdout.isatty()
    with results(output) as out, progress_of("stories", shown=not streamed) as progress:
        read_stories = _read(stories(inputs, published=published, private=allow_private), failures, progress)
        if as_jsonl:
            done = _print_jsonl(read_stories, out)
        elif as_json:
            done = _print_json(read_stories, out)
        elif as_html:
            from sayso.show.page import page

            if done := len(shown := list(read_stories)):
                out.write(page(shown).encode())
        else:
            done = _render(read_stories, out if output else None, chains=chains, why=why)
        if failures and not done:
            # Raised in here so that --output keeps the file that it had.
            raise typer.Exit(1)
    if failures:
        raise typer.Exit(1)


def _print_jsonl(stories: Iterable[Story], out: BinaryIO) -> int:
    done = 0
    for done, story in enumerate(stories, 1):  # noqa: B007
        out.write(to_json(story) + b"\n")
        out.flush()
    return done


def _print_json(stories: Iterable[Story], out: BinaryIO) -> int:
    done = 0
    out.write(b"[")
    try:
        for done, story in enumerate(stories, 1):
            indented = json.dumps(json.loads(to_json(story)), indent=2, ensure_ascii=False).replace("\n", "\n  ")
            out.write((b",\n  " if done > 1 else b"\n  ") + indented.encode())
    finally:
        # Ctrl-C too leaves a whole array.
        out.write(b"\n]\n")
    return done


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
        with waiting(f"reading {story.id}") if progress is None else nullcontext():
            try:
                read_story = reader.read(story)
            except (SaysoError, MemoryError) as error:
                problem = "does not fit into memory" if isinstance(error, MemoryError) else f"cannot be read ({error})"
                failures.append(InputError(story.id, problem, "The other stories were read; leave this one out, or cut it."))
                _say(str(failures[-1]))
                continue
        yield read_story
        if progress and task is not None:
            progress.advance(task)


class _Console(Console):
    def on_broken_pipe(self) -> None:
        """Leave a reader that went away to :func:`results`; rich would end the program with 1."""
        raise BrokenPipeError


def _render(stories: Iterable[Story], out: BinaryIO | None, *, chains: bool, why: bool) -> int:
    """Print stories as people read them, to a file or, without one, to standard output; return how many."""
    from sayso.show.terminal import WIDEST, render, render_chains

    if out:
        console = _Console(file=open(os.dup(out.fileno()), "w", encoding="utf-8"), width=80, highlight=False)  # noqa: SIM115, PTH123
    else:
        columns = os.environ.get("COLUMNS", "")
        asked = int(columns) if columns.isdecimal() and int(columns) else 80
        console = _Console(highlight=False, width=None if sys.stdout.isatty() else asked)
        if isinstance(sys.stdout, TextIOWrapper):
            # An output that cannot carry every letter gets question marks.
            sys.stdout.reconfigure(errors="replace")
    console.width = min(console.width, WIDEST)
    done = 0
    for done, story in enumerate(stories, 1):
        if done > 1:
            console.rule(style="dim")
        (render_chains if chains else render)(story, console, why=why)
        console.file.flush()
    return done


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
    from sayso.evaluate import load, load_predicted

    stories = load(gold)
    failures: list[InputError] = []
    with results(None) as out:
        if predicted:
            found = load_predicted(predicted)
        else:
            with progress_of("stories", len(stories)) as progress:
                found = list(_read(_texts(stories), failures, progress, len(stories)))
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


def _say(message: str) -> None:
    typer.echo(f"sayso: {message}", err=True)
