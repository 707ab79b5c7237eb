"""Watch: from feeds to new stories and to changed ones, for as long as one likes: what is due is asked for, politely, and added."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from queue import Queue
from typing import Any, Literal

from sqlalchemy import Connection, Engine, Row, insert, select, update

from sayso.archive import schema
from sayso.archive.database import explained, writing
from sayso.archive.intake import Added, Asked, add
from sayso.archive.store import address
from sayso.errors import InputError, SaysoError
from sayso.ingest import Document
from sayso.ingest.document import charset_of, form_of
from sayso.ingest.feed import Entry, Listing, listing
from sayso.ingest.fetch import GoneError, LaterError, Page
from sayso.ingest.schedule import next_look, next_visit, retry
from sayso.ingest.web import Unchanged, Web

VISITORS = 8
"""Hosts that are asked side by side."""
AT_ONCE = 2000
"""Pages that are looked at for edits in one round: others wait for the next."""
LATEST = 20
"""Entries of a feed whose times are remembered: its pace is taken from them."""
IDLE = 60.0
"""Seconds to sleep at most: feeds that another process adds to the archive are noticed then."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a visit brought that is no document: a feed that was read or not, a page that is gone."""

    url: str
    what: Literal["feed", "unchanged", "failed", "gone"]
    told: str


Event = Added | Seen


@dataclass(frozen=True, slots=True)
class Watcher:
    """Watches the feeds of an archive. ``every`` is the least time between two visits to a feed; ``clock`` tells the time in UTC.

    ``stop`` ends it: at once if ``web`` pauses by :func:`pausing` of the same event.
    """

    engine: Engine
    place: str
    web: Web
    every: timedelta
    jobs: int = 1
    stop: threading.Event = field(default_factory=threading.Event)
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    def watch(self) -> Iterator[Event]:
        """Go on until it is stopped."""
        while not self.stop.is_set():
            yield from self.round()
            due = self.next_due()
            self.stop.wait(min(max((due - self.clock()).total_seconds(), 1.0), IDLE) if due else IDLE)

    def follow(self, urls: Iterable[str]) -> Iterator[Seen]:
        """Enter feeds; of OPML files and indices of site maps those that they list. Yield what could not be had."""
        for url in urls:
            lists = [url]
            try:
                page = self.web.get(url)
                found = _listing(page) if isinstance(page, Page) else None
                if found is None:
                    raise InputError(
                        url, "is no feed and no site map", "Give the address of a feed: RSS, Atom, OPML or a site map."
                    )
                lists = list(found.listings) if found.listings and not found.entries else lists
            except InputError as error:
                yield Seen(url, "failed", f"{error.problem}. {error.remedy}")
                if not isinstance(error, LaterError):
                    continue
            with explained(self.place), writing(self.engine) as connection:
                for each in lists:
                    if not connection.execute(select(schema.feed.c.url).where(schema.feed.c.url == each)).first():
                        connection.execute(insert(schema.feed).values(url=each, news="", next=_written(self.clock()), failures=0))

    def round(self) -> Iterator[Event]:
        """Ask for all that is due, once, and yield what came of it."""
        moment = _written(self.clock())
        with explained(self.place), self.engine.connect() as connection:
            feeds = connection.execute(select(schema.feed).where(schema.feed.c.next <= moment).order_by(schema.feed.c.next)).all()
            looks = schema.page.c.next
            pages = connection.execute(select(schema.page).where(looks <= moment).order_by(looks).limit(AT_ONCE)).all()
        found: _Found = Queue(maxsize=4 * VISITORS)
        ended = threading.Event()
        problems: list[BaseException] = []

        def visit() -> None:
            try:
                with ThreadPoolExecutor(VISITORS) as pool:
                    tasks = [*((self._feed, feed) for feed in feeds), *((self._look, page) for page in pages)]
                    for done in [pool.submit(task, row, found, ended) for task, row in tasks]:
                        done.result()
            except StoppedError:
                pass
            except Exception as error:
                problems.append(error)
            finally:
                found.put(None)

        visitors = threading.Thread(target=visit, daemon=True)
        visitors.start()
        seen: list[Seen] = []
        visits: dict[str, _Visit] = {}
        feeds_read: list[_FeedRead] = []

        def asked() -> Iterator[Asked]:
            while (each := found.get()) is not None:
                if isinstance(each, Seen):
                    seen.append(each)
                elif isinstance(each, _FeedRead):
                    feeds_read.append(each)
                else:
                    visits[each.url] = each
                    yield Asked(each.url, each.found)

        try:
            for added in add(self.engine, self.place, asked(), self.jobs):
                yield from _emptied(seen)
                if (visited := visits.pop(added.name, None)) is not None:
                    self._note(visited, added)
                yield added
            yield from _emptied(seen)
            # Only now that all of its stories are stored: a feed that was noted as read before would never show them again.
            for feed in feeds_read:
                self._update_feed(feed.url, **feed.facts)
            if problems:
                raise problems[0]
        finally:
            ended.set()
            while visitors.is_alive():
                _drain(found)
                visitors.join(0.1)

    def next_due(self) -> datetime | None:
        """Return when there is something to do again; None if nothing is watched."""
        with explained(self.place), self.engine.connect() as connection:
            times = [
                connection.execute(select(column).where(column.is_not(None)).order_by(column).limit(1)).scalar()
                for column in (schema.feed.c.next, schema.page.c.next)
            ]
        return min((_read(time) for time in times if time), default=None)

    def _feed(self, feed: Row[Any], found: _Found, ended: threading.Event) -> None:
        if ended.is_set():
            return
        moment = self.clock()
        try:
            page = self.web.get(feed.url, etag=feed.etag, modified=feed.modified)
            listed = None if isinstance(page, Unchanged) else _listing(page)
            if listed is None and isinstance(page, Page):
                raise InputError(feed.url, "is no feed any more", "Look at it in a browser.")
        except InputError as error:
            wait = error.wait if isinstance(error, LaterError) else None
            again = retry(moment, self.every, failures=feed.failures + 1, wait=wait)
            self._update_feed(feed.url, next=again, failures=feed.failures + 1, problem=error.problem)
            found.put(Seen(feed.url, "failed", f"{error.problem}. Asked for again {_told(again)}."))
            return
        entries = listed.entries if listed else ()
        wanted = self._wanted(entries)
        found.put(
            Seen(
                feed.url, "feed" if listed else "unchanged", f"{len(wanted):,} new of {len(entries):,}" if listed else "nothing new"
            )
        )
        for entry in wanted:
            if ended.is_set():
                return
            self._get(entry, None, found)
        times = sorted({*feed.news.split(), *(time for entry in entries if (time := _in_utc(entry.published or entry.updated)))})
        again = next_visit(moment, self.every, news=map(_read, times), fresh=page.fresh)
        facts = {"etag": page.etag, "modified": page.modified, "news": " ".join(times[-LATEST:]), "asked": _written(moment)}
        found.put(_FeedRead(feed.url, {**facts, "next": again, "failures": 0, "problem": None}))

    def _look(self, page: Row[Any], found: _Found, ended: threading.Event) -> None:
        if not ended.is_set():
            self._get(Entry(page.url), page, found)

    def _get(self, entry: Entry, known: Row[Any] | None, found: _Found) -> None:
        """Ask for a page, new or ``known``, and hand over what is there."""
        moment = self.clock()
        try:
            page = self.web.get(entry.url, etag=known.etag if known else None, modified=known.modified if known else None)
        except InputError as error:
            if known is None:
                found.put(_Visit(entry.url, error, None, None, moment))
            elif isinstance(error, GoneError):
                self._update_page(known.key, gone=_written(moment), looked=_written(moment), next=None)
                found.put(Seen(entry.url, "gone", f"{error.problem}: story {known.story_id} was taken down"))
            else:
                wait = error.wait if isinstance(error, LaterError) else None
                self._update_page(known.key, next=_written(retry(moment, self.every, wait=wait)))
            return
        if isinstance(page, Unchanged):
            if known is not None:
                again = next_look(_read(known.first), moment)
                self._update_page(known.key, looked=_written(moment), next=_written(again) if again else None)
            return
        charset = charset_of(page.charset, page.data)
        form = "page" if charset and page.type != "text/plain" else form_of(page.data, entry.url)
        document = Document(entry.url, page.data, form, entry.url, page.url, entry.published, charset)
        found.put(_Visit(entry.url, document, page, known, moment))

    def _wanted(self, entries: Iterable[Entry]) -> list[Entry]:
        """Return the entries that were not seen yet, without those that lately failed."""
        wanted: dict[str, Entry] = {}
        with explained(self.place), self.engine.connect() as connection:
            for entry in entries:
                key = address(entry.url)
                if key in wanted or _has(connection, schema.page.c.key, key):
                    continue
                failure = schema.failure.c
                failed = connection.execute(select(failure.failed, failure.tries).where(failure.name == entry.url)).first()
                if failed is None or retry(_read(failed.failed), self.every, failures=failed.tries) <= self.clock():
                    wanted[key] = entry
        return list(wanted.values())

    def _note(self, visit: _Visit, added: Added) -> None:
        """Remember when to look at a page again, now that its story is stored."""
        if visit.page is None or added.story is None:
            return
        facts: dict[str, Any] = {"etag": visit.page.etag, "modified": visit.page.modified, "looked": _written(visit.moment)}
        if visit.known is None:
            again = next_look(visit.moment)
            facts |= {"key": address(visit.url), "url": visit.url, "story_id": added.story, "first": _written(visit.moment)}
            facts["next"] = _written(again) if again else None
            with explained(self.place), writing(self.engine) as connection:
                if not _has(connection, schema.page.c.key, facts["key"]):
                    connection.execute(insert(schema.page).values(facts))
            return
        again = next_look(_read(visit.known.first), visit.moment, changed=added.outcome == "changed")
        self._update_page(visit.known.key, **facts, next=_written(again) if again else None, gone=None)

    def _update_feed(self, url: str, *, next: datetime, **facts: Any) -> None:  # noqa: A002 - the column's name
        with explained(self.place), writing(self.engine) as connection:
            connection.execute(update(schema.feed).where(schema.feed.c.url == url).values(next=_written(next), **facts))

    def _update_page(self, key: str, **facts: Any) -> None:
        with explained(self.place), writing(self.engine) as connection:
            connection.execute(update(schema.page).where(schema.page.c.key == key).values(facts))


@dataclass(frozen=True, slots=True)
class _Visit:
    """A page that was asked for under ``url``: what was found there, and what was known of it before."""

    url: str
    found: Document | InputError
    page: Page | None
    known: Row[Any] | None
    moment: datetime


@dataclass(frozen=True, slots=True)
class _FeedRead:
    """A feed that was read: what is to be noted of it."""

    url: str
    facts: dict[str, Any]


_Found = Queue[_Visit | _FeedRead | Seen | None]


class StoppedError(SaysoError):
    """It was stopped while it waited for a host."""


def pausing(stop: threading.Event) -> Callable[[float], None]:
    """Return a sleep, in seconds, that ends with :class:`StoppedError` when it is stopped."""

    def sleep(seconds: float) -> None:
        if stop.wait(seconds):
            raise StoppedError

    return sleep


def _listing(page: Page | Unchanged) -> Listing | None:
    return listing(page.data, page.url) if isinstance(page, Page) else None


def _has(connection: Connection, column: Any, value: str) -> bool:
    return connection.execute(select(column).where(column == value)).first() is not None


def _emptied(seen: list[Seen]) -> Iterator[Seen]:
    while seen:
        yield seen.pop(0)


def _drain(found: _Found) -> None:
    while not found.empty():
        found.get_nowait()


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _read(moment: str) -> datetime:
    return datetime.fromisoformat(moment)


def _in_utc(moment: str | None) -> str | None:
    """Return a time as it is written here, a day as its beginning; None for none."""
    try:
        found = datetime.fromisoformat(moment or "")
        return _written(found if found.tzinfo else found.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        return None


def _told(moment: datetime) -> str:
    return f"after {moment.astimezone(UTC):%H:%M} UTC"
