"""sayso trace: where a claim comes from, who repeated it, and what got lost on the way."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sayso.archive import DEFAULT
from sayso.cli.common import ArchiveOption, JsonOption, OutletOption, PrivateOption, SinceOption, UntilOption, console_of, say
from sayso.show.results import results

if TYPE_CHECKING:
    from sayso.archive import Archive
    from sayso.claim import TracedClaim


def trace(
    asked: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[WORDS | STATEMENT | FILE | URL | -]",
            help="Words that were said, as for sayso search; the number of a statement; or a story (a file, an address, - for "
            "standard input), of which each statement and each sentence of its own is traced. Without any, what stands in most "
            "outlets.",
            show_default=False,
        ),
    ] = None,
    archive: ArchiveOption = DEFAULT,
    since: SinceOption = None,
    until: UntilOption = None,
    outlet: OutletOption = None,
    speaker: Annotated[str | None, typer.Option(help="Only claims that rest on this speaker.", show_default=False)] = None,
    losses: Annotated[bool, typer.Option("--losses", help="Only claims of which a mention lost something.")] = False,
    min_outlets: Annotated[int, typer.Option("--min-outlets", min=1, help="Only claims in at least this many outlets.")] = 1,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=1000, help="Show at most this many claims.")] = 10,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Find all claims of the archive anew, and show none.")] = False,
    as_json: JsonOption = False,
    allow_private: PrivateOption = False,
) -> None:
    """Show where a claim comes from: who said it first, who repeated it, on how many roots it rests, and what got lost.

    A claim is what several outlets give, whoever says it. Outlets that had it from one speaker, one agency or each other are
    one voice: only other roots are independent. What a wording left out is marked [−so−], what it added {+so+}.
    """
    from sayso.archive import Archive

    with Archive(archive) as kept, results(None) as out:
        if rebuild:
            _rebuild(kept)
            return
        filters = {"since": since, "until": until, "outlet": outlet, "speaker": speaker, "losses": losses, "outlets": min_outlets}
        found = _found(kept, asked or [], {**filters, "limit": limit}, private=allow_private)
        if as_json:
            lines = [json.dumps(asdict(claim), ensure_ascii=False) for claim in found]
            out.write(("[\n  " + ",\n  ".join(lines) + "\n]\n" if lines else "[]\n").encode("utf-8", "replace"))
        else:
            from sayso.show.claims import show_claims

            show_claims(found, console_of())
        if missing := kept.unlinked():
            say(f"{missing:,} stories are not linked with others yet. Link them with: sayso trace --rebuild")
        if not found:
            say("no claim found. Try fewer words or filters.")
        elif len(found) == limit:
            say(f"the first {limit:,}. See more with --limit.")


def _found(archive: Archive, asked: list[str], filters: dict[str, Any], *, private: bool) -> list[TracedClaim]:
    one = asked[0] if len(asked) == 1 else ""
    if one.lstrip("#").isdecimal():
        return [archive.claim(int(one.lstrip("#")))]
    if one == "-" or "://" in one or (one and Path(one).is_file()):
        from sayso.cli.read import read_by_one
        from sayso.errors import InputError
        from sayso.ingest import stories

        failures: list[InputError] = []
        read = read_by_one(stories([one], private=private), failures, None)
        found = [claim for story in read for claim in archive.traced(story, **filters)]
        if failures:
            raise typer.Exit(1)
        return found
    return archive.trace(" ".join(asked) or None, **filters)


def _rebuild(archive: Archive) -> None:
    from sayso.show.progress import progress_of

    total = 0
    with progress_of("stories") as progress:
        task = progress.add_task("linking", total=None) if progress else None
        for done, total in archive.relink():
            if progress and task is not None:
                progress.update(task, completed=done, total=total)
    say(f"{total:,} stories are linked.")
