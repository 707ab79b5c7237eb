"""sayso watch: new stories of feeds into the archive, and silent edits of those that it has."""

from __future__ import annotations

import re
import threading
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO
from urllib.parse import urlsplit

import typer
from rich.console import Console
from rich.status import Status
from rich.text import Text

from sayso.archive import DEFAULT
from sayso.cli.common import ArchiveOption, LangOption, PrivateOption, console_of, line, say
from sayso.show.lines import visible
from sayso.show.results import results
from sayso.show.terminal import HEADLINE

if TYPE_CHECKING:
    from sayso.archive import Archive
    from sayso.archive.watch import Event

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
            help="Addresses of feeds (RSS, Atom), OPML files or site maps. sayso also goes on with those that you gave before.",
            show_default=False,
        ),
    ] = None,
    archive: ArchiveOption = DEFAULT,
    every: Annotated[
        str, typer.Option(metavar="TIME", help="Ask for each feed at most once in this time: 15m, 2h, 1d.", callback=_every)
    ] = "15m",
    once: Annotated[bool, typer.Option("--once", help="Do what is due now, then end. This is for cron.")] = False,
    contact: Annotated[
        str | None,
        typer.Option(
            envvar="SAYSO_CONTACT",
            help="How the sites can reach you: the address of a page, or a mail address. sayso tells it to them.",
            show_default=False,
        ),
    ] = None,
    lang: LangOption = None,
    allow_private: PrivateOption = False,
    as_jsonl: Annotated[bool, typer.Option("--jsonl", help="Print one JSON object for each thing that sayso saw.")] = False,
) -> None:
    """Take in new stories as they appear, and look at those of the last days for silent edits. Ctrl-C ends it."""
    from sayso.archive import Archive
    from sayso.archive.watch import Seen

    if not feeds and "://" not in archive and not Path(archive).exists():
        # Nothing is made where there is nothing to do.
        raise _nothing(archive)
    stop = threading.Event()
    kept_told = "What was reported is in the archive. Run it again to go on."
    failed = False
    with Archive(archive) as kept, results(None, kept=kept_told) as out:
        watcher = kept.watcher(_time(every), stop, private=allow_private, contact=contact, lang=lang)
        teller = _Teller(kept, out, as_jsonl=as_jsonl)
        try:
            for seen in watcher.follow(feeds or []):
                failed = True
                teller.tell(seen)
            if watcher.next_due() is None:
                if failed:
                    raise typer.Exit(1)
                raise _nothing(kept.name)
            teller.begin(once=once)
            for event in watcher.round() if once else watcher.watch():
                failed |= isinstance(event, Seen) and event.what == "failed" and event.story is None
                teller.tell(event)
        finally:
            stop.set()
            teller.end()
            watcher.web.close()
    if failed:
        raise typer.Exit(1)


def _nothing(name: str) -> typer.BadParameter:
    return typer.BadParameter(
        f"no feed is watched in {name} yet. Give the address of one: sayso watch https://…", param_hint="FEED"
    )


class _Teller:
    """Tells what was seen: stories on standard output, a line each, and what is amiss on standard error, with what comes next."""

    def __init__(self, kept: Archive, out: BinaryIO, *, as_jsonl: bool) -> None:
        self._kept, self._out, self._as_jsonl = kept, out, as_jsonl
        self._console = console_of()
        self._status: Status | None = None

    def begin(self, *, once: bool) -> None:
        """Say what is watched, and of what is known not to work why."""
        if not once:
            feeds = self._kept.table("feed").to_pylist()
            say(f"watching {len(feeds):,} feed{'' if len(feeds) == 1 else 's'} into {self._kept.name}. Ctrl-C ends it.")
            for feed in feeds:
                if feed["problem"]:
                    say(f"{feed['url']}: {feed['problem']}, {feed['failures']} times by now.")
        console = Console(stderr=True)
        if console.is_terminal:
            # It may run for days: a look at it now and then costs next to nothing.
            self._status = console.status("asking for what is due", refresh_per_second=2)
            self._status.start()

    def tell(self, event: Event) -> None:
        """Tell an event."""
        from sayso.archive.intake import Added

        if self._status:
            self._status.stop()
        if self._as_jsonl:
            if isinstance(event, Added) or event.what != "waiting":
                line(event, self._out)
        elif isinstance(event, Added):
            if event.story is not None and event.outcome != "same":
                self._line(event.outcome, event.story)
        elif event.what == "gone" and event.story is not None:
            self._line("gone", event.story)
        if isinstance(event, Added):
            if event.outcome == "failed":
                say(visible(f"{event.name}: {event.problem}. {event.remedy}"))
        elif event.what in ("failed", "recovered"):
            say(visible(f"{event.url}: {event.told}"))
        if self._status:
            waits = not isinstance(event, Added) and event.what == "waiting"
            self._status.update(event.told if waits and not isinstance(event, Added) else "asking for what is due")
            self._status.start()

    def end(self) -> None:
        """Clear what stands only while it runs."""
        if self._status:
            self._status.stop()

    def _line(self, what: str, number: int) -> None:
        from sayso.export.rows import headline_of

        story = self._kept.story(number)
        told = Text(f"{what:8} story {number}  ").append(visible(headline_of(story) or story.url or story.id), HEADLINE)
        outlet = story.outlet or (urlsplit(story.url or "").hostname or "").removeprefix("www.")
        self._console.print(told.append(f" — {visible(outlet)}" if outlet else ""), soft_wrap=True)
        self._console.file.flush()
