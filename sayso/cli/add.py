"""sayso add: stories into the archive."""

from __future__ import annotations

from collections import Counter
from typing import Annotated

import typer

from sayso.archive import DEFAULT
from sayso.cli.common import ArchiveOption, JobsOption, LangOption, PrivateOption, PublishedOption, cores, line, say
from sayso.show.progress import Extent, gauge_of
from sayso.show.results import results

_TOLD = {"new": "added", "changed": "changed since", "same": "known already", "failed": "failed"}


def add(
    inputs: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="INPUT...",
            help="What to add: the same inputs as sayso read takes.",
            show_default=False,
        ),
    ] = None,
    archive: ArchiveOption = DEFAULT,
    retry: Annotated[bool, typer.Option("--retry", help="Try the inputs again that failed before.")] = False,
    jobs: JobsOption = None,
    published: PublishedOption = None,
    lang: LangOption = None,
    allow_private: PrivateOption = False,
    as_jsonl: Annotated[
        bool, typer.Option("--jsonl", help="Print one JSON object for each document, as soon as it is stored safely.")
    ] = False,
) -> None:
    """Read stories and keep them in the archive. You may stop it at any moment: run again, it goes on where it was."""
    if not inputs and not retry:
        raise typer.BadParameter("Name what to add, or --retry.")
    from sayso.archive import Archive
    from sayso.ingest.paths import size_of

    counts: Counter[str] = Counter()
    with Archive(archive) as kept, results(None, kept="What was reported is in the archive. Run it again to go on.") as out:
        extent = Extent()
        with gauge_of(extent, None if retry else size_of(inputs or [])) as gauge:
            found = kept.adding(
                inputs or [],
                published=published,
                private=allow_private,
                retry=retry,
                jobs=jobs or cores(),
                opened=extent.opened,
                lang=lang,
            )
            for done in found:
                counts[done.outcome] += 1
                if done.outcome == "failed":
                    say(f"{done.name}: {done.problem}. {done.remedy}")
                if as_jsonl:
                    line(done, out)
                gauge.advance()
        told = ", ".join(f"{counts[outcome]:,} {words}" for outcome, words in _TOLD.items() if counts[outcome])
        say(f"{kept.name}: {told or 'nothing to add'}.")
    if counts["failed"]:
        say("failed ones are tried again with: sayso add --retry")
        raise typer.Exit(1)
