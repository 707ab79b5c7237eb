"""sayso watch: new stories of feeds into the archive, and silent edits of those that it has."""

from __future__ import annotations

import json
import re
import threading
from dataclasses import asdict
from datetime import timedelta
from typing import Annotated

import typer

from sayso.archive import DEFAULT
from sayso.cli.common import ArchiveOption, JobsOption, PrivateOption, cores, say
from sayso.show.results import results

_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
SHORTEST = timedelta(minutes=1)


def _every(value: str) -> str:
    _time(value)
    return value


def _time(value: str) -> timedelta:
    match = re.fullmatch(r"(\d{1,4})\s*([mhd])", value)
    found = timedelta(**{_UNITS[match[2]]: int(match[1])}) if match else timedelta(0)
    if found < SHORTEST:
        raise typer.BadParameter(f"{value!r} is no time of a minute or more. Write it as 15m, 2h or 1d.")
    return found


def watch(
    feeds: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="FEED...",
            help="Addresses of feeds (RSS, Atom), OPML files or site maps. Those given before go on too.",
            show_default=False,
        ),
    ] = None,
    archive: ArchiveOption = DEFAULT,
    every: Annotated[
        str, typer.Option(metavar="TIME", help="Ask for a feed no oftener than this: 15m, 2h, 1d.", callback=_every)
    ] = "15m",
    once: Annotated[bool, typer.Option("--once", help="Do what is due now, and end: for cron.")] = False,
    contact: Annotated[
        str | None,
        typer.Option(envvar="SAYSO_CONTACT", help="Tell the sites how to reach you: a page or a mail address.", show_default=False),
    ] = None,
    jobs: JobsOption = None,
    allow_private: PrivateOption = False,
    as_jsonl: Annotated[bool, typer.Option("--jsonl", help="Print one JSON object for each thing that was seen.")] = False,
) -> None:
    """Keep taking in new stories, politely, and look at those of the last days for silent edits. Ends with Ctrl-C."""
    from sayso.archive import Archive
    from sayso.archive.intake import Added

    stop = threading.Event()
    kept_told = "What was reported is in the archive. Run it again to go on."
    with Archive(archive) as kept, results(None, kept=kept_told) as out:
        watcher = kept.watcher(_time(every), stop, private=allow_private, contact=contact, jobs=jobs or cores())
        try:
            failed = False
            for seen in watcher.follow(feeds or []):
                failed = True
                say(f"{seen.url}: {seen.told}")
            if watcher.next_due() is None:
                say("no feed to watch. Give the address of one.")
                raise typer.Exit(1 if failed else 2)
            for event in watcher.round() if once else watcher.watch():
                if as_jsonl:
                    out.write(json.dumps(asdict(event), ensure_ascii=False).encode("utf-8", "replace") + b"\n")
                    out.flush()
                elif isinstance(event, Added):
                    if event.outcome == "failed":
                        say(f"{event.name}: {event.problem}. {event.remedy}")
                    elif event.outcome != "same":
                        out.write(f"{event.outcome:8} story {event.story}  {event.name}\n".encode())
                        out.flush()
                elif event.what != "unchanged":
                    say(f"{event.url}: {event.told}")
        finally:
            stop.set()
            watcher.web.close()
    if failed:
        raise typer.Exit(1)
