"""sayso read: every statement of stories, with its source and its cue."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from sayso.cli.common import LangOption, PrivateOption, PublishedOption, UnsureOption, console_of, say
from sayso.errors import InputError, LanguageError, ModelError, fault
from sayso.show.progress import progress_of, waiting
from sayso.show.results import results
from sayso.story import Story, to_json

if TYPE_CHECKING:
    from rich.progress import Progress

    from sayso.reading.reader import Reader


def read(
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="INPUT...",
            help="Text files, saved pages (.html), JSON Lines or Parquet with an id and a text, items of news agencies (ninjs, "
            "NewsML-G2), web archives (.warc, .warc.gz); any of these packed with gzip; folders of them; patterns in "
            "quotes ('news/**/*.html'); http(s) addresses of pages, feeds and site maps; - for standard input.",
            show_default=False,
        ),
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON array of the stories.")] = False,
    as_jsonl: Annotated[
        bool, typer.Option("--jsonl", help="Print one JSON object on a line for each story, as soon as it is read.")
    ] = False,
    as_html: Annotated[
        bool, typer.Option("--html", help="Print one web page that needs no other file: the stories with their statements marked.")
    ] = False,
    chains: Annotated[
        bool,
        typer.Option(
            "--chains",
            help="Show only on whose word each content stands: a tree from the outlet down, with the number of links between.",
        ),
    ] = False,
    why: Annotated[
        bool,
        typer.Option(
            "--why", help="Say for each speaker, setting, date and stance why sayso takes it so, and on which words that rests."
        ),
    ] = False,
    unsure: UnsureOption = False,
    review: Annotated[
        bool,
        typer.Option(
            "--review", help="List all statements, those of which sayso is least sure first, with how sure it is of each."
        ),
    ] = False,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", help="Write to this file. The file that was there stays until everything is done.", show_default=False
        ),
    ] = None,
    published: PublishedOption = None,
    lang: LangOption = None,
    allow_private: PrivateOption = False,
) -> None:
    """Show every statement of the stories, with its source and its cue.

    On a terminal the statements stand under their speakers, in the order of
    the text, and those inside another one beneath it. What people think or
    want and do not say stands apart, at the end.

    The marks: ❝ word for word, ◐ partly word for word, → in the story's words.

    Behind a statement: distancing, told with doubt (“claimed”); endorsing,
    told as true (“confirmed”); denied, told as not said; unsure, sayso may
    have misread it.

    A source without a name is anonymous (somebody definite whom the story does
    not name), vague (nobody in particular: “critics”), or a group.
    """
    if as_json + as_jsonl + as_html > 1:
        raise typer.BadParameter("Choose one of --json, --jsonl and --html.")
    if (chains or why) and (as_json or as_jsonl or as_html):
        raise typer.BadParameter("--chains and --why are for the terminal: JSON and the page hold all chains and reasons.")
    if unsure and (as_json or as_jsonl):
        raise typer.BadParameter("--unsure is for the terminal and the page: JSON holds all statements, with how sure each is.")
    if review and (as_json or as_jsonl or as_html or chains):
        raise typer.BadParameter("--review is a list of its own: choose it, or one of --json, --jsonl, --html and --chains.")
    from sayso.ingest import stories

    failures: list[InputError] = []
    streamed = output is None and not as_html and sys.stdout.isatty()
    with results(output) as out, progress_of("stories", shown=not streamed) as progress:
        read_stories = read_by_one(stories(inputs, published=published, private=allow_private, lang=lang), failures, progress)
        if as_jsonl:
            done = _print_jsonl(read_stories, out)
        elif as_json:
            done = _print_json(read_stories, out)
        elif as_html:
            from sayso.show.page import page

            if done := len(shown := list(read_stories)):
                out.write(page(shown, unsure=unsure).encode())
        elif review:
            from sayso.show.terminal import render_review

            shown = list(read_stories)
            done = len(shown)
            render_review(shown, console_of(out if output else None), why=why)
        else:
            done = _render(read_stories, out if output else None, chains=chains, why=why, unsure=unsure)
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


def read_by_one(
    found: Iterable[Story | InputError],
    failures: list[InputError],
    progress: Progress | None,
    total: int | None = None,
    guidelines: str = "real",
) -> Iterator[Story]:
    """Read stories one after the other; those that cannot be read are named, and noted in ``failures``.

    One in another language is yielded unread. ``guidelines`` are those of the tagger.
    """
    reader: Reader | None = None
    task = progress.add_task("", total=total) if progress else None
    for story in found:
        if isinstance(story, InputError):
            failures.append(story)
            say(str(story))
            if isinstance(story, LanguageError):
                # Shown without a statement, and with its language.
                yield story.story
            continue
        if reader is None:
            from sayso.reading.reader import Reader
            from sayso.reading.tagging.tagger import Tagger

            reader = Reader() if guidelines == "real" else Reader(Tagger(guidelines=guidelines))
        with waiting(f"reading {story.id}") if progress is None else nullcontext():
            try:
                read_story = reader.read(story)
            except ModelError:
                raise
            except Exception as error:
                failures.append(error if isinstance(error, InputError) else fault(story.id, error))
                say(str(failures[-1]))
                continue
        yield read_story
        if progress and task is not None:
            progress.advance(task)


def _render(stories: Iterable[Story], out: BinaryIO | None, *, chains: bool, why: bool, unsure: bool) -> int:
    """Print stories as people read them, to a file or, without one, to standard output; return how many."""
    from sayso.show.lines import show
    from sayso.show.terminal import legend, render, render_chains

    console = console_of(out)
    done = 0
    for done, story in enumerate(stories, 1):
        if done > 1:
            console.rule(style="dim")
        (render_chains if chains else render)(story, console, why=why, unsure=unsure)
        if done == 1 and console.is_terminal and (marks := legend(story, chains=chains, unsure=unsure)):
            # Once: whoever reads on knows them.
            show(console, marks)
        console.file.flush()
    return done
