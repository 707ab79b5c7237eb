"""Tally: from the columns of statements to counts, by group or of what a search asks for."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from sayso.ask.audit.columns import Figures, Numbers, Profile
from sayso.ask.search import WITHIN, Query, acts, day, number_of

Mask = npt.NDArray[np.bool_]
Groups = npt.NDArray[np.intp]
"""Of each speaker's place the group, -1 for none."""

CELLS: dict[str, dict[str, Any]] = {
    "statements": {},
    "named": {"sourced": "named"},
    "unnamed": {"sourced": "unnamed"},
    "anonymous": {"sourced": "anonymous"},
    "vague": {"sourced": "vague"},
    "group": {"sourced": "group"},
    "nobody": {"sourced": "nobody"},
    "direct": {"kind": "direct"},
    "indirect": {"kind": "indirect"},
    "mixed": {"kind": "mixed"},
    "neutral": {"stance": "neutral"},
    "distancing": {"stance": "distancing"},
    "endorsing": {"stance": "endorsing"},
    "negated": {"negated": True},
    "nested": {"depth": 1},
    "deep": {"depth": 2},
}
"""Each count of statements → what a search asks for to find them."""
ROOM = 1 << 26
"""Bytes of marks for the stories that are met in each group. Where they would take more, pairs of story and group are sorted: that
takes ten times as long."""


class Counts(NamedTuple):
    """Counts by group: ``sums`` (groups, ``CELLS`` and length of chains), and in how many ``stories`` the statements stand."""

    sums: npt.NDArray[np.float64]
    stories: Numbers

    @property
    def statements(self) -> Numbers:
        """How many each group has."""
        return self.sums[:, 0].astype(np.int64)

    def of(self, group: int) -> dict[str, Any]:
        """Return what is counted of a group, by name, with the mean length of its chains."""
        *counts, lengths = self.sums[group].tolist()
        told = dict(zip(CELLS, map(int, counts), strict=True))
        return {"stories": int(self.stories[group]), **told, "chain": round(lengths / max(told["statements"], 1), 3)}

    def whole(self) -> dict[str, Any]:
        """Return what is counted of all groups, of which no two share a story."""
        return Counts(self.sums.sum(axis=0, keepdims=True), self.stories.sum(keepdims=True)).of(0)


class Tally:
    """The statements that are counted: those of some ``stories`` and of one ``speaker``, by their place, or of all.

    Of these only what ``asked`` asks for by its ``act`` and ``unsure``. ``said`` is how many each speaker made, by their place; the
    last of these places is that of whoever has no name.
    """

    def __init__(self, figures: Figures, stories: Mask | None, speaker: int | None, asked: Query) -> None:
        self._figures = figures
        cells = [replace(asked, **cell) for cell in CELLS.values()]
        self._weights = np.array(
            [[*(_fits(each, cell) for cell in cells), each.chain_length] for each in figures.profiles], float
        ).reshape(-1, len(CELLS) + 1)
        wanted = figures.speaker == speaker if speaker is not None else None
        if stories is not None:
            here = stories[figures.story]
            wanted = here if wanted is None else wanted & here
        fits = np.array([_fits(each, asked) for each in figures.profiles], bool)
        if not fits.all():
            fitting = fits[figures.profile]
            wanted = fitting if wanted is None else wanted & fitting
        rows = np.flatnonzero(wanted) if wanted is not None else slice(None)
        self._speaker, self._story, self._profile = figures.speaker[rows], figures.story[rows], figures.profile[rows]
        self._outlet, self._month = figures.outlet[rows], figures.month[rows]
        self.said: Numbers = np.bincount(self._speaker, minlength=len(figures.speakers) + 1)
        self._met = np.zeros(len(figures.story_outlet), bool)
        self._met[self._story] = True

    def by_outlet(self) -> Counts:
        """Count them by the places of their outlets."""
        return self._by_story(self._outlet, self._figures.story_outlet, len(self._figures.outlets) + 1)

    def by_month(self) -> Counts:
        """Count them by the places of their months."""
        return self._by_story(self._month, self._figures.story_month, len(self._figures.months) + 1)

    def by_speaker(self, groups: Sequence[Groups], size: int) -> Counts:
        """Count them by the groups of their speakers, of whom one may be in several: then there are several ``groups``."""
        found = [each[self._speaker] for each in groups]
        rows = [np.flatnonzero(each >= 0) for each in found]
        group = np.concatenate([each[wanted] for each, wanted in zip(found, rows, strict=True)])
        wanted = np.concatenate(rows)
        return Counts(self._sums(group, self._profile[wanted], size), self._stories(group, self._story[wanted], size))

    def _by_story(self, group: Numbers, of_story: Numbers, size: int) -> Counts:
        return Counts(self._sums(group, self._profile, size), np.bincount(of_story[self._met], minlength=size))

    def _sums(self, group: Numbers, profile: Numbers, size: int) -> npt.NDArray[np.float64]:
        profiles = len(self._weights)
        cells = np.bincount(group.astype(np.intp, copy=False) * profiles + profile, minlength=size * profiles)
        sums: npt.NDArray[np.float64] = cells.reshape(size, profiles).astype(float) @ self._weights
        return sums

    def _stories(self, group: Numbers, story: Numbers, size: int) -> Numbers:
        every = len(self._met)
        pairs = group * every + story
        if size * every > ROOM:
            return np.bincount(distinct(pairs) // every, minlength=size)
        marks = np.zeros(size * every, bool)
        marks[pairs] = True
        stories: Numbers = marks.reshape(size, every).sum(axis=1)
        return stories


def stories_of(figures: Figures, outlet: str | None, first: str | None, last: str | None) -> Mask | None:
    """Return which stories are of an outlet and of the months between two; None for all of them."""
    found: list[Mask] = []
    if outlet is not None:
        found.append(np.isin(figures.story_outlet, _called(figures, outlet)))
    if first is not None:
        found.append(figures.story_month >= bisect_left(figures.months, first))
    if last is not None:
        found.append(figures.story_month < bisect_right(figures.months, last))
    if first is not None or last is not None:
        found.append(figures.story_month < len(figures.months))
    return np.logical_and.reduce(found) if found else None


def _called(figures: Figures, name: str) -> list[int]:
    """Return the places of the outlets that a search by this name finds."""
    if (number := number_of(name)) is not None:
        return [place for place, each in enumerate(figures.outlets) if each.id == number]
    return [place for place, each in enumerate(figures.outlets) if each.name == name or each.lower == name.lower()]


def counted(figures: Figures, query: Query) -> int | None:
    """Return how many statements fit a query, as :func:`sayso.ask.search.count` does, which reads them all.

    None where the figures cannot tell: of what a query does not declare as counted, of speakers' names, of days of publication.
    """
    if any(getattr(query, each.name) != each.default and not each.metadata.get("counted") for each in fields(query)):
        return None
    speaker = number_of(query.speaker) if query.speaker is not None else None
    first = day(query.since, "since")[0] if query.since else None
    last = day(query.until, "until")[1] if query.until else None
    if speaker is None and query.speaker is not None:
        return None
    if (first and not first.endswith("-01")) or (last and last != _last_day(last)):
        return None
    place = figures.place(speaker) if speaker is not None else None
    if speaker is not None and place is None:
        return 0
    stories = stories_of(figures, query.outlet, first and first[:7], last and last[:7])
    if query.without is not None:
        bare = figures.story_outlet == len(figures.outlets)
        if query.without == "date":
            bare = figures.story_month == len(figures.months)
        stories = bare if stories is None else stories & bare
    wanted = np.array([_fits(each, query) for each in figures.profiles], bool)[figures.profile]
    if stories is not None:
        wanted &= stories[figures.story]
    if place is not None:
        wanted &= figures.speaker == place
    return int(np.count_nonzero(wanted))


def _fits(profile: Profile, query: Query) -> bool:
    asked = ((name, getattr(query, name)) for name in ("kind", "stance", "negated"))
    return (
        profile.depth >= query.depth
        and profile.act in acts(query.act)
        and (query.unsure or not profile.unsure)
        and (query.sourced is None or profile.sourced in WITHIN[query.sourced])
        and all(value in (None, getattr(profile, name)) for name, value in asked)
    )


def _last_day(day: str) -> str:
    """Return the last day of a day's month."""
    return f"{day[:8]}{monthrange(int(day[:4]), int(day[5:7]))[1]}"


def distinct(numbers: Numbers) -> Numbers:
    """Return the numbers in order, each once; NumPy's own way takes five times as long."""
    ordered: Numbers = np.sort(numbers)
    found: Numbers = ordered[np.append(True, ordered[1:] != ordered[:-1])[: len(ordered)]]
    return found
