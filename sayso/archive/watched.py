"""Watched: what an archive knows of the feeds and pages that it watches, when they are due, and what of a feed it lacks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine, Row, delete, insert, select, update

from sayso.archive import schema
from sayso.archive.clock import read, written
from sayso.archive.database import explained, writing
from sayso.archive.store import address
from sayso.ingest.feed import Entry
from sayso.ingest.schedule import next_look, retry

AT_ONCE = 2000
"""Pages that are looked at for edits at a time: others wait until those were."""
TRIES = 8
"""How often a page of a feed is asked for that fails: twice as long after each time, some days in all."""
TOGETHER = 500
"""Keys that the database is asked for in one question."""


@dataclass(frozen=True, slots=True)
class Watched:
    """The tables ``feed`` and ``page`` of an archive, which ``place`` names in errors."""

    engine: Engine
    place: str

    def enter(self, urls: Iterable[str], due: str) -> list[str]:
        """Enter feeds, to be asked for when ``due``; return those that were not known."""
        new = []
        with explained(self.place), writing(self.engine) as connection:
            for url in dict.fromkeys(urls):
                if not connection.execute(select(schema.feed.c.url).where(schema.feed.c.url == url)).first():
                    facts = {"url": url, "news": "", "next": due, "failures": 0}
                    connection.execute(insert(schema.feed).values(facts))
                    new.append(url)
        return new

    def due(self, moment: str) -> tuple[Sequence[Row[Any]], Sequence[Row[Any]]]:
        """Return the rows of feeds and of pages that are due at a moment, the latter with their story's address and date."""
        feed, page, story = schema.feed, schema.page, schema.story
        looks = (
            select(page, story.c.url.label("story_url"), story.c.published)
            .join(story, story.c.id == page.c.story_id)
            .where(page.c.next <= moment)
            .order_by(page.c.next)
            .limit(AT_ONCE)
        )
        with explained(self.place), self.engine.connect() as connection:
            feeds = connection.execute(select(feed).where(feed.c.next <= moment).order_by(feed.c.next)).all()
            pages = connection.execute(looks).all()
        return feeds, pages

    def next(self) -> tuple[datetime, str] | None:
        """Return when something is due again, and its address; None if nothing is watched."""
        with explained(self.place), self.engine.connect() as connection:
            rows = [
                connection.execute(
                    select(table.c.next, table.c.url).where(table.c.next.is_not(None)).order_by(table.c.next).limit(1)
                ).first()
                for table in (schema.feed, schema.page)
            ]
        return min(((read(row.next), row.url) for row in rows if row), default=None)

    def wanted(self, feed: str, entries: Iterable[Entry], moment: datetime, every: timedelta) -> tuple[dict[str, Entry], set[str]]:
        """Return the entries of a feed that the archive lacks, by their keys, and which of them failed before and are due again."""
        again: set[str] = set()
        page, story, failure = schema.page.c, schema.story.c, schema.failure.c
        wanted = {address(entry.url): entry for entry in reversed([*entries])}
        with explained(self.place), writing(self.engine) as connection:
            for row in connection.execute(select(failure.name).where(failure.input == feed, failure.name != feed)).all():
                wanted.setdefault(address(row.name), Entry(row.name))
            keys = list(wanted)[::-1]
            for start in range(0, len(keys), TOGETHER):
                some = {key: wanted.pop(key) for key in keys[start : start + TOGETHER]}
                for row in connection.execute(select(page.key).where(page.key.in_(some))).all():
                    del some[row.key]
                # What was added otherwise is looked at from now on, in its turn.
                for row in connection.execute(select(story.id, story.key, story.added).where(story.key.in_(some))).all():
                    look = next_look(read(row.added), moment)
                    facts = {"key": row.key, "url": some.pop(row.key).url, "story_id": row.id, "first": row.added}
                    connection.execute(insert(schema.page).values(**facts, looked=row.added, next=look and written(look)))
                names = {entry.url: key for key, entry in some.items()}
                failed = select(failure.name, failure.failed, failure.tries).where(failure.name.in_(names))
                for row in connection.execute(failed).all():
                    if row.tries >= TRIES or retry(read(row.failed), every, failures=row.tries) > moment:
                        del some[names[row.name]]
                    else:
                        again.add(names[row.name])
                wanted |= some
        return wanted, again

    def update_feed(self, url: str, **facts: Any) -> None:
        """Note facts of a feed."""
        with explained(self.place), writing(self.engine) as connection:
            connection.execute(update(schema.feed).where(schema.feed.c.url == url).values(facts))

    def update_page(self, key: str, **facts: Any) -> None:
        """Note facts of a page."""
        with explained(self.place), writing(self.engine) as connection:
            connection.execute(update(schema.page).where(schema.page.c.key == key).values(facts))

    def forget_feed(self, url: str) -> None:
        """Watch a feed no more."""
        with explained(self.place), writing(self.engine) as connection:
            connection.execute(delete(schema.feed).where(schema.feed.c.url == url))

    def enter_page(self, key: str, **facts: Any) -> None:
        """Enter a page, if it is not known."""
        with explained(self.place), writing(self.engine) as connection:
            if not connection.execute(select(schema.page.c.key).where(schema.page.c.key == key)).first():
                connection.execute(insert(schema.page).values(key=key, **facts))
