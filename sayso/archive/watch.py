"""Watch: from feeds to new stories and to changed ones, for as long as one likes: what is due is asked for, politely, and added."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import httpx
from sqlalchemy import Engine, Row

from sayso.archive.clock import in_utc, read, written
from sayso.archive.intake import Added, Incoming, add
from sayso.archive.store import address
from sayso.archive.watched import Watched
from sayso.errors import InputError, SaysoError, fault
from sayso.ingest import Document
from sayso.ingest.decode import charset_of
from sayso.ingest.document import form_of
from sayso.ingest.feed import Listing, listing
from sayso.ingest.fetch import FetchedPage, GoneError, LaterError
from sayso.ingest.paths import suffix_of
from sayso.ingest.schedule import next_look, next_visit, retry
from sayso.ingest.visitors import Visitors
from sayso.ingest.web import Unchanged, Web

LATEST = 20
"""Entries of a feed whose times are remembered: its pace is taken from them."""
IDLE = 60.0
"""Seconds to sleep at most: feeds that another process adds to the archive are noticed then."""
PAUSE = 1.0
"""Seconds after which it is seen again what is due, while pages are still on their way."""
_NO_LIST = "Give the address of a feed (RSS, Atom), an OPML file or a site map."


@dataclass(frozen=True, slots=True)
class Seen:
    """What a visit brought that is no document.

    A feed was read, is unchanged, or failed (told once, until it has ``recovered``); a page is ``gone``, that of ``story``; or
    nothing is due, and ``url`` is what is asked for next.
    """

    url: str
    what: Literal["feed", "unchanged", "failed", "recovered", "gone", "waiting"]
    told: str
    story: int | None = None


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
    stop: threading.Event = field(default_factory=threading.Event)
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    given: set[str] = field(default_factory=set)
    """Feeds that were given and are not known yet: what turns out to be none is told, and not watched."""
    lang: str | None = None
    """The language that all stories are in, whatever they look like; None to tell it from each text."""

    @property
    def _watched(self) -> Watched:
        return Watched(self.engine, self.place)

    def watch(self) -> Iterator[Event]:
        """Go on until it is stopped, or nothing is left to watch."""
        with Visitors(self._visit) as visitors:
            yield from _Watch(self, visitors).events()

    def round(self) -> Iterator[Event]:
        """Ask for all that is due, once, and yield what came of it."""
        with Visitors(self._visit) as visitors:
            yield from _Watch(self, visitors, until=written(self.clock())).events()

    def follow(self, feeds: Iterable[str]) -> Iterator[Seen]:
        """Enter feeds by their addresses, or those of an OPML file on this machine. Yield what is none."""
        for each in feeds:
            try:
                if "://" in each:
                    url = _address_of(each)
                    self.given.update(self._watched.enter([url], written(self.clock())))
                else:
                    self._watched.enter(_listed_in(Path(each)), written(self.clock()))
            except InputError as error:
                yield Seen(each, "failed", f"{error.problem}. {error.remedy}")

    def next_due(self) -> datetime | None:
        """Return when there is something to do again; None if nothing is watched."""
        found = self._watched.next()
        return found[0] if found else None

    def _visit(self, ask: _Ask) -> _Answer:
        """Ask for a feed or a page: all that happens in a visitor's thread."""
        moment = self.clock()
        etag, modified = (ask.known.etag, ask.known.modified) if ask.known else (None, None)
        try:
            page = self.web.get(ask.url, etag=etag, modified=modified)
            if isinstance(page, Unchanged):
                return _Answer(ask, page, moment)
            if ask.feed:
                if (found := listing(page.data, page.url, page.charset)) is None:
                    raise InputError(ask.url, "is no feed and no site map", _NO_LIST)
                return _Answer(ask, page, moment, found)
            if urlsplit(page.url).path in ("", "/") and urlsplit(ask.url).path not in ("", "/"):
                raise GoneError(ask.url, "leads to the front page now", "Look for the story there.")
        except LaterError as error:
            return _Answer(ask, LaterError(ask.url, error.problem, error.remedy, wait=error.wait), moment)
        except GoneError as error:
            return _Answer(ask, GoneError(ask.url, error.problem, error.remedy), moment)
        except InputError as error:
            # Under the name by which it was asked for, whatever the name of what it led to.
            return _Answer(ask, InputError(ask.url, error.problem, error.remedy), moment)
        except SaysoError:  # such as that it was stopped
            raise
        except Exception as error:
            return _Answer(ask, fault(ask.url, error), moment)
        return _Answer(ask, page, moment)


@dataclass(frozen=True, slots=True)
class _Ask:
    """A feed or a page to be visited; ``known`` is its row, None for a page that is new, ``failed`` if that was tried before."""

    url: str
    feed: bool
    known: Row[Any] | None = None
    published: str | None = None
    input: str = ""
    """The feed that listed it, of which it is a failure if it fails."""
    failed: bool = False


@dataclass(frozen=True, slots=True)
class _Answer:
    ask: _Ask
    found: FetchedPage | Unchanged | InputError
    moment: datetime
    listed: Listing | None = None


@dataclass(slots=True)
class _Reading:
    """A feed that was read and some of whose stories, by their keys, are still ``left`` to be stored."""

    answer: _Answer
    new: int
    left: set[str]


class _Watch:
    """What a watcher has under way. One thread alone knows it, and the database; visitors only visit.

    With ``until`` it ends when all is done that was due then.
    """

    def __init__(self, watcher: Watcher, visitors: Visitors[_Ask, _Answer], until: str | None = None) -> None:
        self._watcher, self._visitors, self._until = watcher, visitors, until
        self._watched = Watched(watcher.engine, watcher.place)
        self._feeds: dict[str, _Reading | None] = {}
        self._pages: set[str] = set()
        self._failing: set[str] = set()

    def events(self) -> Iterator[Event]:
        stop, seen = self._watcher.stop, float("-inf")
        try:
            while not stop.is_set():
                if time.monotonic() - seen >= PAUSE or not self._busy():
                    self._ask_for_what_is_due()
                    seen = time.monotonic()
                if self._busy():
                    yield from self._take(self._visitors.answers(PAUSE))
                elif self._until or (due := self._watched.next()) is None:
                    return
                else:
                    yield Seen(due[1], "waiting", f"next visit {_told(due[0])}")
                    while not stop.is_set() and (due := self._watched.next()) and due[0] > self._watcher.clock():
                        stop.wait(min(max((due[0] - self._watcher.clock()).total_seconds(), PAUSE), IDLE))
        except StoppedError:
            return

    def _busy(self) -> bool:
        return bool(self._feeds or self._pages)

    def _ask_for_what_is_due(self) -> None:
        moment = self._until or written(self._watcher.clock())
        feeds, pages = self._watched.due(moment)
        for row in feeds:
            if row.url not in self._feeds:
                self._feeds[row.url] = None
                self._visitors.ask(_host(row.url), _Ask(row.url, feed=True, known=row))
        for row in pages:
            self._ask_for_page(row.key, _Ask(row.url, feed=False, known=row, published=row.published, input=row.url))

    def _ask_for_page(self, key: str, ask: _Ask) -> None:
        if key not in self._pages:
            self._pages.add(key)
            self._visitors.ask(_host(ask.url), ask)

    def _take(self, answers: Sequence[_Answer]) -> Iterator[Event]:
        asked: list[Incoming] = []
        of: list[_Answer] = []
        for answer in answers:
            if answer.ask.feed:
                try:
                    yield from self._take_feed(answer)
                except SaysoError:
                    raise
                except Exception as error:
                    # What nobody foresaw is the failure of this feed: it is asked for again later, and the others go on.
                    yield from self._take_feed(replace(answer, found=fault(answer.ask.url, error)))
            elif answer.ask.known is None or isinstance(answer.found, FetchedPage):
                asked.append(Incoming(answer.ask.input, _document(answer, self._watcher.lang)))
                of.append(answer)
            else:
                yield from self._take_look(answer)
        # Hosts are asked so slowly that one process reads what all of them send, and another would take seconds to begin.
        for answer, added in zip(of, add(self._watcher.engine, self._watcher.place, asked), strict=True):
            self._note(answer, added)
            if self._is_news(answer) and not (added.outcome == "failed" and answer.ask.failed):
                yield added
            yield from self._arrived(answer)

    def _is_news(self, answer: _Answer) -> bool:
        """Say whether what came is to be told: that a host does not answer is told once, not for each of its pages."""
        host, fails = _host(answer.ask.url), isinstance(answer.found, LaterError)
        told = fails and host in self._failing
        (self._failing.add if fails else self._failing.discard)(host)
        return not told

    def _take_feed(self, answer: _Answer) -> Iterator[Event]:
        url, row, found = answer.ask.url, answer.ask.known, answer.found
        assert row is not None  # noqa: S101 - every feed has its row
        first = url in self._watcher.given
        self._watcher.given.discard(url)
        if isinstance(found, InputError):
            del self._feeds[url]
            self._is_news(answer)
            told = f"{found.problem}. {found.remedy}"
            if first and not isinstance(found, LaterError):
                self._watched.forget_feed(url)
                yield Seen(url, "failed", told)
                return
            wait = found.wait if isinstance(found, LaterError) else None
            again = retry(answer.moment, self._watcher.every, failures=row.failures + 1, wait=wait)
            self._watched.update_feed(url, next=written(again), failures=row.failures + 1, problem=found.problem)
            if not row.failures:
                yield Seen(url, "failed", f"{told} It is asked for again {_told(again)}.")
            return
        listed = answer.listed or Listing("feed")
        self._watched.enter(listed.listings, row.next)
        wanted, failed = self._watched.wanted(url, listed.entries, self._watcher.clock(), self._watcher.every)
        self._feeds[url] = _Reading(answer, len(wanted), set(wanted))
        for key, entry in wanted.items():
            self._ask_for_page(key, _Ask(entry.url, feed=False, published=entry.published, input=url, failed=key in failed))
        yield from self._read_whole(url)

    def _arrived(self, answer: _Answer) -> Iterator[Seen]:
        """Note that a page is done with; of feeds that waited for it alone, that they are read."""
        key = answer.ask.known.key if answer.ask.known else address(answer.ask.url)
        self._pages.discard(key)
        for url, reading in list(self._feeds.items()):
            if reading is not None and key in reading.left:
                reading.left.discard(key)
                yield from self._read_whole(url)

    def _read_whole(self, url: str) -> Iterator[Seen]:
        """Note a feed as read if all its stories are stored: one that was noted before would never show them again."""
        reading = self._feeds[url]
        if reading is None or reading.left:
            return
        del self._feeds[url]
        answer, found = reading.answer, reading.answer.found
        assert answer.ask.known is not None  # noqa: S101 - every feed has its row
        assert not isinstance(found, InputError)  # noqa: S101 - it was read
        entries = answer.listed.entries if answer.listed else ()
        known = answer.ask.known.news.split()
        times = sorted({*known, *(told for entry in entries if (told := in_utc(entry.published or entry.updated)))})[-LATEST:]
        again = next_visit(answer.moment, self._watcher.every, news=map(read, times), fresh=found.fresh)
        facts = {"etag": found.etag, "modified": found.modified, "news": " ".join(times), "asked": written(answer.moment)}
        self._watched.update_feed(url, **facts, next=written(again), failures=0, problem=None)
        if answer.ask.known.failures:
            yield Seen(url, "recovered", "can be read again")
        if answer.listed is None:
            yield Seen(url, "unchanged", "nothing new")
        elif answer.listed.listings:
            yield Seen(url, "feed", f"lists {len(answer.listed.listings):,} feeds")
        else:
            yield Seen(url, "feed", f"{reading.new:,} new of {len(entries):,}")

    def _take_look(self, answer: _Answer) -> Iterator[Seen]:
        """Note what came of a look at a known page that brought no document."""
        row, found, moment = answer.ask.known, answer.found, answer.moment
        assert row is not None  # noqa: S101 - it is known
        turn = next_look(read(row.first), moment)
        if isinstance(found, GoneError):
            self._watched.update_page(
                row.key, looked=written(moment), next=turn and written(turn), gone=row.gone or written(moment)
            )
            if not row.gone:
                yield Seen(row.url, "gone", found.problem, row.story_id)
        elif isinstance(found, LaterError):
            # Twice the time since it was last seen: soon at first, and hardly any more once its host has been silent for long.
            soon = moment + max(self._watcher.every, moment - read(row.looked), timedelta(seconds=found.wait or 0.0))
            self._watched.update_page(row.key, next=turn and written(min(turn, soon) if not found.wait else soon))
            if self._is_news(answer):
                yield Seen(row.url, "failed", f"{found.problem}. {found.remedy}", row.story_id)
        else:
            facts = {} if isinstance(found, InputError) else {"looked": written(moment), "gone": None}
            self._watched.update_page(row.key, next=turn and written(turn), **facts)
            self._is_news(answer)
        yield from self._arrived(answer)

    def _note(self, answer: _Answer, added: Added) -> None:
        """Remember when to look at a page again, now that its story is stored."""
        row, found, moment = answer.ask.known, answer.found, answer.moment
        again = next_look(read(row.first) if row else moment, moment, changed=added.outcome == "changed")
        facts: dict[str, Any] = {"looked": written(moment), "next": again and written(again)}
        if isinstance(found, FetchedPage) and added.story is not None:
            facts |= {"etag": found.etag, "modified": found.modified, "story_id": added.story, "gone": None}
        if row is not None:
            self._watched.update_page(row.key, **facts)
        elif added.story is not None:
            self._watched.enter_page(address(answer.ask.url), url=answer.ask.url, first=written(moment), **facts)


class StoppedError(SaysoError):
    """It was stopped while it waited for a host."""


def pausing(stop: threading.Event) -> Callable[[float], None]:
    """Return a sleep, in seconds, that ends with :class:`StoppedError` when it is stopped."""

    def sleep(seconds: float) -> None:
        if stop.wait(seconds):
            raise StoppedError

    return sleep


def _address_of(given: str) -> str:
    """Return an address as a browser would write it, so that the same feed is one."""
    try:
        url = httpx.URL(given)
    except httpx.InvalidURL as error:
        raise InputError(given, f"is no http(s) address ({error})", _NO_LIST) from None
    if url.scheme not in ("http", "https") or not url.host:
        raise InputError(given, "is no http(s) address", _NO_LIST)
    return str(url.copy_with(fragment=None))


def _listed_in(path: Path) -> tuple[str, ...]:
    try:
        found = listing(path.read_bytes(), str(path))
    except OSError as error:
        raise InputError(str(path), f"is no address, and as a file it cannot be read ({error.strerror})", _NO_LIST) from None
    if found is None or not found.listings:
        raise InputError(str(path), "is a file that lists no feeds", _NO_LIST)
    return found.listings


def _document(answer: _Answer, lang: str | None) -> Document | InputError:
    """Return the document of a page, under the address at which its story is known: pages move, and stay the same story."""
    ask, page = answer.ask, answer.found
    if not isinstance(page, FetchedPage):
        assert isinstance(page, InputError)  # noqa: S101 - nothing is unchanged for a first visit
        return page
    charset = charset_of(page.charset)
    form = "page" if charset and page.type != "text/plain" else form_of(page.data, suffix_of(ask.url))
    url = (ask.known and ask.known.story_url) or page.url
    return Document(ask.url, page.data, form, ask.input, url, ask.published, charset, lang)


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""


def _told(moment: datetime) -> str:
    """Return a time as people here tell it."""
    here = moment.astimezone()
    return f"at {here:%H:%M}" if here.date() == datetime.now().astimezone().date() else f"on {here:%Y-%m-%d at %H:%M}"
