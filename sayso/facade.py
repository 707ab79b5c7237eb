"""The archive as one thing: its verbs, the same for programs, the command line and pages. Results are Arrow tables."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import Connection, Engine, delete, or_, select, text

from sayso.archive import DEFAULT, links, schema, speakers
from sayso.archive.database import PATIENCE, connect, explained, hidden, writing
from sayso.archive.people import Described, describe
from sayso.archive.people_csv import read
from sayso.archive.store import address, unpacked
from sayso.ask import attributes as _attributes
from sayso.ask import changes as _changes
from sayso.ask import claims as _claims
from sayso.ask import news as _news
from sayso.ask import trace as _trace
from sayso.ask import who as _who
from sayso.ask.attributes import Attribute
from sayso.ask.changes import Change
from sayso.ask.claims import By, ListedClaim, Shared
from sayso.ask.news import Listed, Naming, Version
from sayso.ask.search import DEFAULT_ACTS, Hit, Query, count, day, hits, of_outlet, published_since, published_until, search
from sayso.ask.trace import TraceQuery
from sayso.ask.who import Bearer, Joined, Merge
from sayso.claim import TracedClaim
from sayso.errors import InputError, UnknownError
from sayso.story import Story

if TYPE_CHECKING:
    import pyarrow as pa

    from sayso.archive.intake import Added, Incoming, Read
    from sayso.archive.watch import Watcher
    from sayso.ask.audit.audit import Audit
    from sayso.ask.audit.columns import Latest
    from sayso.ingest import Document
    from sayso.ingest.inputs import Opened

UNKNOWN = "Give its number or its address, which searches show, and one of its versions."
AT_ONCE = 200
"""Stories that are fetched from the database together."""


class Archive:
    """An archive: a SQLite file, or a PostgreSQL database (``postgresql://user@host/name``). It is made when the first story comes.

    Every verb raises :class:`~sayso.ArchiveError` where the archive cannot be opened, and :class:`~sayso.InputError` for what
    makes no sense. To be closed when done with, or used in a ``with`` block. ``patience`` is in seconds: how long it waits for
    another program that writes.
    """

    def __init__(self, where: str | os.PathLike[str] = DEFAULT, *, patience: float = PATIENCE) -> None:
        self._where, self._patience = os.fspath(where), patience
        self.name = hidden(self._where)
        self._opened: Engine | None = None
        self._figures: Latest | None = None
        self._first = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close its connections. The next verb opens it again."""
        if self._opened is not None:
            self._opened.dispose()
            self._opened = None
        self._figures = None

    def add(
        self,
        *inputs: str | os.PathLike[str],
        published: str | None = None,
        private: bool = False,
        retry: bool = False,
        jobs: int = 1,
        lang: str | None = None,
    ) -> pa.Table:
        """Read stories and keep them: one row a document, with what came of it, as in :class:`~sayso.archive.intake.Added`.

        Inputs are those of :func:`sayso.ingest.documents`; with ``retry`` those that failed before come too. ``jobs`` is how many
        processes read: with more than one, a script needs its ``if __name__ == "__main__"``. ``lang`` is the language that all are
        in, whatever they look like.
        """
        from sayso.archive.intake import Added
        from sayso.ask.tables import tabled

        return tabled(self.adding(inputs, published=published, private=private, retry=retry, jobs=jobs, lang=lang), Added)

    def adding(
        self,
        inputs: Iterable[str | os.PathLike[str]],
        *,
        published: str | None = None,
        private: bool = False,
        retry: bool = False,
        jobs: int = 1,
        opened: Opened | None = None,
        lang: str | None = None,
    ) -> Iterator[Added]:
        """Do what :meth:`add` does, and yield what came of each document as soon as it is stored.

        ``opened`` is called with each file that is opened, to tell how far it has come.
        """
        from sayso.archive.intake import add, place_of

        engine, before = self._engine(create=True), self._failed()
        again = sorted({input_ for input_, _, _ in before} - {"-"}) if retry else ()
        places = {place_of(given): given for given in (*(os.fspath(given) for given in inputs), *again)}
        asked = _asked(places, published=published, private=private, opened=opened, lang=lang)
        yield from add(engine, self.name, asked, jobs)
        self._forget((name, tries) for input_, name, tries in before if input_ in places)

    def take(self, document: Document, read: Read | None = None) -> Added:
        """Read one document, unless it was ``read`` elsewhere, and keep its story. Return what came of it.

        What cannot be read is noted among the failures.
        """
        from sayso.archive.intake import Incoming, add, take

        if read is not None:
            return take(self._engine(create=True), self.name, document, read)
        (added,) = add(self._engine(create=True), self.name, [Incoming(document.input, document)])
        return added

    def watcher(
        self,
        every: timedelta,
        stop: threading.Event,
        *,
        private: bool = False,
        contact: str | None = None,
        lang: str | None = None,
    ) -> Watcher:
        """Return what watches the archive's feeds until ``stop`` is set; ``every`` is the least time between two visits to one.

        ``lang`` is the language that all stories are in, whatever they look like.
        """
        from sayso.archive.watch import Watcher, pausing
        from sayso.ingest.web import Web

        web = Web(private=private, contact=contact, sleep=pausing(stop))
        return Watcher(self._engine(create=True), self.name, web, every, stop, lang=lang)

    def table(self, name: str) -> pa.Table:
        """Return a table or view whole, such as ``failure``, ``reprint``, ``quoted``, ``sourcing`` or ``edited``."""
        import pyarrow as pa

        if name not in {*schema.metadata.tables, *schema.VIEWS}:
            known = ", ".join(sorted({*schema.metadata.tables, *schema.VIEWS}))
            raise InputError(name, "is no table of an archive", f"There are: {known}.")
        with self._reading() as connection:
            found = connection.execute(text(f'SELECT * FROM "{name}"'))  # noqa: S608 - one of our own names
            names = list(found.keys())
            columns = list(zip(*found, strict=True)) or [()] * len(names)
        return pa.table(dict(zip(names, columns, strict=True)))

    def failures(self) -> pa.Table:
        """Return the inputs that could not be read, each with its reason, what to do, and how often it was tried."""
        return self.table("failure")

    def search(self, words: str | None = None, **filters: Any) -> pa.Table:
        """Return the statements with these words in their contents, the best first, in the columns of :class:`Hit`.

        ``filters`` are the fields of :class:`~sayso.ask.search.Query`; without words all that pass, the newest first.
        """
        from sayso.ask.tables import tabled

        return tabled(self.hits(Query(words, **filters)), Hit)

    def hits(self, query: Query) -> list[Hit]:
        """Do what :meth:`search` does, and return dataclasses."""
        with self._reading() as connection:
            return search(connection, query)

    def statements(self, numbers: Sequence[int]) -> list[Hit]:
        """Return the statements of these numbers, in their order."""
        with self._reading() as connection:
            return hits(connection, numbers)

    def count(self, query: Query, most: int | None = None) -> int:
        """Return how many statements fit a query, whatever its limit and offset are: by the figures of an audit where they tell.

        Where they do not, counting ends at ``most``.
        """
        if self._figures is not None and (figures := self._figures.known(self._reading)) is not None:
            from sayso.ask.audit.counts import counted

            if (found := counted(figures, query)) is not None:
                return found
        with self._reading() as connection:
            return count(connection, query, most)

    def audit(
        self,
        *,
        outlet: str | None = None,
        speaker: str | int | None = None,
        since: str | None = None,
        until: str | None = None,
        by: str | None = None,
        limit: int = 20,
        offset: int = 0,
        act: str = DEFAULT_ACTS,
        unsure: bool = False,
        fresh: bool = True,
    ) -> Audit:
        """Count whom the outlets quote and how, as :class:`~sayso.ask.audit.audit.AuditQuery` says; ``speaker``: number or name.

        What is counted is kept in memory, some 30 bytes a statement, until the archive changes or is closed. Unless the counts are
        to be ``fresh``, those from before are told while the changed archive is read. Raises as :meth:`who` does for a name.
        """
        from sayso.ask.audit.audit import AuditQuery, audit

        if isinstance(speaker, str):
            speaker = self.bearer(speaker, counted=False).id
        figures = self._latest().get(self._reading, fresh=fresh)
        asked = AuditQuery(outlet, speaker, since, until, by, limit, offset, act, unsure)
        if by is None:
            return self._latest().once(figures, asked, lambda: audit(figures, asked))
        with self._reading() as connection:
            _attributes.check(connection, by)
            known = [(number, value) for number, value in connection.execute(_attributes.values_of(by))]
        return audit(figures, asked, known)

    def who(self, name: str, **asked: Any) -> pa.Table:
        """Return what the bearer of a name (or ``#number``) said, by date, in the columns of :class:`Hit`: the latest of it.

        What is ``asked`` is as in :meth:`said`. Raises :class:`~sayso.AmbiguousError`, which names them, where the name is several
        people's.
        """
        from sayso.ask.tables import tabled

        return tabled(self.said(self.bearer(name, counted=False).id, **asked), Hit)

    def bearer(self, name: str, *, counted: bool = True) -> Bearer:
        """Return who bears a name, and how often they speak if that is to be ``counted``. Raises as :meth:`who` does."""
        with self._reading() as connection:
            return _who.bearer(connection, name, counted=counted)

    def said(
        self,
        speaker: int,
        *,
        outlet: str | None = None,
        since: str | None = None,
        until: str | None = None,
        act: str = DEFAULT_ACTS,
        unsure: bool = False,
        limit: int = _who.MOST,
    ) -> list[Hit]:
        """Return what the speaker of a number said or wrote for sure, by date: the latest, ``limit`` at most.

        Dates (ISO 8601) are those of the saying, where it is known; ``act`` and ``unsure`` are as in
        :class:`~sayso.ask.search.Query`.
        """
        with self._reading() as connection:
            return _who.said(connection, speaker, outlet=outlet, since=since, until=until, act=act, unsure=unsure, limit=limit)

    def appearances(self, speaker: int, limit: int = 1000) -> list[Joined]:
        """Return in which stories a speaker appears, the latest first, and why they were taken for the same in each."""
        with self._reading() as connection:
            return _who.appearances(connection, speaker, limit)

    def settings(self, speaker: int) -> dict[str, tuple[tuple[str, int], ...]]:
        """Return to whom a speaker spoke (``addressee``), through what (``channel``) and at what (``venue``), and how often."""
        with self._reading() as connection:
            return _who.settings(connection, speaker)

    def merges(self, speaker: int | None = None) -> list[Merge]:
        """Return the merges that were made by hand, of a speaker or of all, also those undone."""
        with self._reading() as connection:
            return _who.merges(connection, speaker)

    def merge(self, speaker: int, into: int, why: str) -> int:
        """Declare two speakers one. Return the number of the merge, by which :meth:`unmerge` takes it back."""
        with self._writing() as connection:
            return speakers.merge(connection, self.name, speaker, into, why)

    def unmerge(self, number: int) -> None:
        """Take a merge back."""
        with self._writing() as connection:
            speakers.unmerge(connection, self.name, number)

    def part(self, speaker: int, story: int) -> int:
        """Tell the speaker in a story from those of the same name in others. Return their new number."""
        with self._writing() as connection:
            return speakers.part(connection, self.name, speaker, story)

    def trace(self, words: str | None = None, **filters: Any) -> list[TracedClaim]:
        """Return the claims whose mentions hold the words, the best match first; without words those in most outlets first.

        ``filters`` are the fields of :class:`~sayso.ask.trace.TraceQuery`.
        """
        with self._reading() as connection:
            return _trace.trace(connection, TraceQuery(words, **filters))

    def claim(self, statement: int) -> TracedClaim:
        """Return the claim that a statement belongs to: one that nobody else has is a claim of one."""
        with self._reading() as connection:
            return _trace.of_statement(connection, self.name, statement)

    def claims(
        self,
        by: By = "outlets",
        *,
        outlet: str | None = None,
        since: str | None = None,
        until: str | None = None,
        limit: int = 20,
        offset: int = 0,
    ) -> list[ListedClaim]:
        """Return claims that several statements make, ``by`` most outlets, of one ``unnamed`` root only, or by most ``losses``.

        ``outlet``, ``since`` and ``until`` ask for those with a mention there and then.
        """
        with self._reading() as connection:
            return _claims.listed(connection, self.name, by=by, outlet=outlet, since=since, until=until, limit=limit, offset=offset)

    def shared(self, story: int) -> list[Shared]:
        """Return which statements of a story, as it stands now, other stories have too."""
        with self._reading() as connection:
            return _claims.shared(connection, story)

    def traced(self, story: Story, **filters: Any) -> list[TracedClaim]:
        """Return the claims of the archive that a story which was read has part in, as :meth:`trace` does, in its order."""
        with self._reading() as connection:
            return _trace.of_story(connection, story, TraceQuery(**filters))

    def every_claim(
        self, *, outlet: str | None = None, since: str | None = None, until: str | None = None, outlets: int = 2
    ) -> Iterator[TracedClaim]:
        """Yield all claims in at least so many ``outlets`` of which a mention fits, those in most outlets first, one at a time."""
        with self._reading() as connection:
            numbers = _trace.travelled(connection, TraceQuery(None, since, until, outlet, outlets=outlets))
        for number in numbers:
            # One by one, so that no reading holds up the writers for as long as an export takes.
            with self._reading() as connection:
                claim = _trace.of_number(connection, number)
            if claim.mentions:
                yield claim

    def unlinked(self) -> int:
        """Return how many stories are not linked with others yet: those that an older sayso kept."""
        with self._reading() as connection:
            return _trace.unlinked(connection)

    def relink(self) -> Iterator[tuple[int, int]]:
        """Find all claims anew; yield how many stories are done, and of how many. Once stopped, it goes on with the rest."""
        return links.rebuild(self._engine(), self.name)

    def changes(
        self, story: str | int | None = None, *, since: str | None = None, act: str = DEFAULT_ACTS, unsure: bool = False
    ) -> pa.Table:
        """Return which statements were added, dropped or reworded between versions, in the columns of ``Change``.

        ``story`` is a number or an address, None for all; ``since`` (ISO 8601) leaves out versions that came in before. ``act`` and
        ``unsure`` are as in :class:`~sayso.ask.search.Query`.
        """
        from sayso.ask.tables import tabled

        return tabled(self.changed(story, since=since, act=act, unsure=unsure), Change)

    def changed(
        self, story: str | int | None = None, *, since: str | None = None, act: str = DEFAULT_ACTS, unsure: bool = False
    ) -> Iterator[Change]:
        """Do what :meth:`changes` does, and yield dataclasses."""
        first = day(since, "since")[0] if since else None
        with self._reading() as connection:
            number = self._number(connection, str(story)) if story is not None else None
            yield from _changes.changes(connection, number, first, act, unsure=unsure)

    def story(self, story: str | int, version: int | None = None) -> Story:
        """Return a story by its number or address, as it stands or in an earlier version."""
        own = schema.version.c
        with self._reading() as connection:
            number = self._number(connection, story)
            chosen = select(own.text, own.reading).where(own.story_id == number)
            row = connection.execute(chosen.where(own.current if version is None else own.number == version)).first()
            if row is None:
                part = f"version {version} of " if version is not None else ""
                raise UnknownError(self.name, f"has no {part}story {number}", UNKNOWN)
            return unpacked(*row)

    def stories(self, *, outlet: str | None = None, since: str | None = None, until: str | None = None) -> Iterator[Story]:
        """Yield the stories as they stand now, in the order in which they came, however many there are.

        ``since`` and ``until`` (ISO 8601) bound the day of publication.
        """
        own, story = schema.version.c, schema.story.c
        chosen = (
            select(own.id, own.text, own.reading)
            .join(schema.story, story.id == own.story_id)
            .outerjoin(schema.outlet, schema.outlet.c.id == story.outlet_id)
            .where(own.current)
            .order_by(own.id)
            .limit(AT_ONCE)
        )
        if outlet is not None:
            chosen = chosen.where(of_outlet(outlet))
        if since is not None:
            chosen = chosen.where(published_since(since))
        if until is not None:
            chosen = chosen.where(published_until(until))
        last = 0
        while True:
            # Page by page, so that no reading holds up the writers, or the room that they leave, for as long as an export takes.
            with self._reading() as connection:
                rows = connection.execute(chosen.where(own.id > last)).all()
            if not rows:
                return
            for row in rows:
                yield unpacked(row.text, row.reading)
            last = rows[-1].id

    def listed(
        self, *, outlet: str | None = None, since: str | None = None, until: str | None = None, limit: int = 20, offset: int = 0
    ) -> list[Listed]:
        """Return stories as a list, the newest first, and how each is sourced. Dates (ISO 8601) bound the day of publication."""
        with self._reading() as connection:
            return _news.listed(connection, outlet=outlet, since=since, until=until, limit=limit, offset=offset)

    def facts(self, story: str | int) -> tuple[Listed, list[Version], list[Listed]]:
        """Return what is known of a story beside its text: how it is sourced, its versions, and its copy in other outlets."""
        with self._reading() as connection:
            number = self._number(connection, story)
            try:
                return _news.one(connection, number), _news.versions(connection, number), _news.copies(connection, number)
            except LookupError:
                raise UnknownError(self.name, f"has no story {number}", UNKNOWN) from None

    def speakers_of(self, story: str | int, version: int | None = None) -> list[Naming]:
        """Return who speaks in a story and has a name, with their number across all stories."""
        with self._reading() as connection:
            return _news.speakers_of(connection, self._number(connection, story), version)

    def outlets(self) -> list[str]:
        """Return the names of all outlets."""
        with self._reading() as connection:
            return _news.outlets(connection)

    def describe(self, csv: str | os.PathLike[str]) -> Described:
        """Keep what a newsroom's own table says of people, and tell what came of it: how many are speakers, and who is not.

        Its first row names the columns, its first column the people (or the number of a speaker, ``#12``); the others are
        attributes such as role, community or gender. What was known of these people by these attributes is replaced.
        """
        table = read(csv)
        with self._writing() as connection:
            return describe(connection, table)

    def attributes(self) -> list[Attribute]:
        """Return the values that newsrooms' tables give of each attribute, and of how many names."""
        with self._reading() as connection:
            return _attributes.attributes(connection)

    def known_of(self, speaker: int) -> dict[str, str]:
        """Return what newsrooms' tables tell of a speaker: attribute → value."""
        with self._reading() as connection:
            return _attributes.known_of(connection, speaker)

    def _failed(self) -> list[tuple[str, str, int]]:
        """Return of each failure the input, the name, and how often it was tried."""
        failure = schema.failure.c
        with self._reading() as connection:
            return [(*row,) for row in connection.execute(select(failure.input, failure.name, failure.tries))]

    def _forget(self, failures: Iterable[tuple[str, int]]) -> None:
        """Forget failures that did not come again though their inputs have now been gone through to their ends."""
        failure = schema.failure.c
        gone = [(failure.name == name) & (failure.tries == tries) for name, tries in failures]
        if gone:
            with self._writing() as connection:
                for each in gone:
                    connection.execute(delete(schema.failure).where(each))

    def _number(self, connection: Connection, story: str | int) -> int:
        """Return the number of a story that is named by it, its address, or what it was called where it came from.

        Whether there is a story of a number, whoever asks for it finds out.
        """
        if isinstance(story, int):
            return story
        named = str(story)
        if named.isdecimal():
            wanted = schema.story.c.id == int(named)
        else:
            of_name = select(schema.version.c.story_id).where(schema.version.c.name == named)
            wanted = or_(schema.story.c.key == address(named), schema.story.c.url == named, schema.story.c.id.in_(of_name))
        found = connection.execute(select(schema.story.c.id).where(wanted).order_by(schema.story.c.id)).scalar()
        if found is None:
            raise UnknownError(self.name, f"has no story {named}", UNKNOWN)
        return int(found)

    def _latest(self) -> Latest:
        from sayso.ask.audit.columns import Latest

        with self._first:
            if self._figures is None:
                self._figures = Latest()
            return self._figures

    def _engine(self, *, create: bool = False) -> Engine:
        if self._opened is None:
            self._opened = connect(self._where, create=create, patience=self._patience)
        return self._opened

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        engine = self._engine()
        with explained(self.name), engine.connect() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        engine = self._engine()
        with explained(self.name), writing(engine) as connection:
            yield connection


def _asked(
    places: Mapping[str, str], *, published: str | None, private: bool, opened: Opened | None, lang: str | None
) -> Iterator[Incoming]:
    from sayso.archive.intake import Incoming
    from sayso.ingest import documents
    from sayso.ingest.fetch import FetchedPage, fetch
    from sayso.ingest.web import Web

    with Web(private=private) as web:
        for place, given in places.items():

            def get(url: str, given: str = given) -> FetchedPage:
                # One page was asked for by a person. What a list leads to is another thing: sites set rules for that.
                found = fetch(url, private=private) if url == given else web.get(url)
                assert isinstance(found, FetchedPage)  # noqa: S101 - nothing is unchanged for a first visit
                return found

            for found in documents([given], published=published, fetch=get, opened=opened, lang=lang):
                yield Incoming(place, found)
