"""Entities: from a story's names to those who bear them, so that one person's names are one and two people's stay two."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain

from sayso.language.en.appositions import BRACKETS
from sayso.language.en.lists import one_given_name
from sayso.language.en.proper_nouns import NOUN_NEXT, SUFFIXES
from sayso.reading.names.person_names import is_whole, may_be_a_person
from sayso.reading.names.proper_names import Name
from sayso.story import Span, SpeakerKind

OFTENER = 3
"""Times as often as the next one of a surname somebody is named, from which on the surname alone is theirs, whoever was named last:
in a story of Joe Biden's that names his wife once (held-out stories: .862 of named speakers right, .853 without)."""


@dataclass(slots=True, eq=False)
class Entity:
    """Who or what a story names, with what it says of them.

    ``own`` and ``sets`` are the first and all sets of its roles' nouns (``roles.tsv``), ``nouns`` these themselves. ``name`` is the
    canonical one where that is none of ``names``; ``description`` stands for one whom no name does.
    """

    kind: SpeakerKind
    names: list[Name] = field(default_factory=list)
    own: set[str] = field(default_factory=set)
    sets: set[str] = field(default_factory=set)
    nouns: set[str] = field(default_factory=set)
    gender: str | None = None
    role: Span | None = None
    affiliation: Span | None = None
    labels: list[Span] = field(default_factory=list)
    name: str | None = None
    description: Span | None = None
    several: bool = False
    fullest: Name | None = None
    told: bool = False
    """Whether the words of one of its names say what it is."""
    titled: bool = False
    """Whether a title stands before one of its names."""
    junior: bool = False
    """Whether its first full name ends in a suffix, by which it is told from another of its name."""

    @property
    def sure(self) -> bool:
        """Whether more than a capital letter says what it is: a first name, a title, a role, a noun of organisations."""
        return bool(self.gender or self.sets or self.told or not self.names)

    @property
    def personal(self) -> bool:
        """Whether one of its names is a given name, or has a title before it."""
        return any(name.gender or name.title for name in self.names)

    @property
    def full(self) -> str | None:
        """The canonical name: the country's, or the fullest name used."""
        return self.name or (self.fullest.text if self.fullest else None)

    def add(self, name: Name) -> None:
        """Take a name for one of its own."""
        self.junior = self.junior or (not self.names and len(name.words) > 1 and name.words[-1] in SUFFIXES)
        self.titled = self.titled or name.title is not None
        self.names.append(name)
        self.gender = self.gender or name.gender
        self.told = self.told or name.kind is not None
        self.kind = "person" if name.kind == "person" else self.kind
        if self.fullest is None or _fullness(name) > _fullness(self.fullest):
            self.fullest = name

    def may_be(self, gender: str | None) -> bool:
        """Say whether nothing is known against its being of a gender."""
        return None in (self.gender, gender) or self.gender == gender

    def last_named(self, at: int) -> Span | None:
        """Return where its name stands last before an offset."""
        place = bisect_left(self.names, at, key=lambda name: name.span.start)
        return self.names[place - 1].span if place else None


class Entities:
    """Everybody and everything that a story names, found by name and by place."""

    def __init__(self, text: str, found: Iterable[Name]) -> None:
        self.text = text
        self.all: list[Entity] = []
        self.mentions: list[tuple[Name, Entity]] = []
        self._known: defaultdict[tuple[str, str], dict[Entity, None]] = defaultdict(dict)
        self._gather(list(found))
        self._starts = [name.span.start for name, _ in self.mentions]
        for entity in self.all:
            entity.names.sort(key=lambda name: name.span)
        self.index()

    def index(self) -> None:
        """Find the organisations by the words of their names and by their nouns again, once more of these are known."""
        self._by_noun = self._organisations_by_noun()

    def persons(self) -> dict[Span, Entity]:
        """Return where people are named, in order, and who: by what is surely a person's name, or looks like one before no noun."""
        return {
            name.span: entity
            for name, entity in self.mentions
            if entity.kind == "person" and (entity.sure or (len(name.words) > 1 and not NOUN_NEXT.match(self.text, name.span.end)))
        }

    def within(self, span: Span) -> list[tuple[Name, Entity]]:
        """Return the mentions that begin in ``span``, in order."""
        return self.mentions[bisect_left(self._starts, span.start) : bisect_left(self._starts, span.end)]

    def at(self, start: int) -> tuple[Name, Entity] | None:
        """Return the mention that begins at an offset."""
        return next(iter(self.within(Span(start, start + 1))), None)

    def between(self, start: int, end: int) -> list[tuple[Name, Entity]]:
        """Return the mentions that stand from ``start`` up to ``end``, in order."""
        return [item for item in self.within(Span(start, end)) if item[0].span.end <= end]

    def called(self, noun: str, at: int) -> Entity | None:
        """Return the organisation that has ``noun`` in its name or is called so, the nearest before an offset or else the first."""
        mentions = self._by_noun.get(noun, [])
        place = bisect_left(mentions, at, key=lambda item: item[0])
        nearest = chain(range(place - 1, -1, -1), range(place, len(mentions)))
        return next((mentions[index][1] for index in nearest if mentions[index][1].kind == "organisation"), None)

    def of_surname(self, entity: Entity, gender: str) -> list[Entity]:
        """Return the others who bear an entity's surname and may be of a gender (m, f, or ``-`` for either)."""
        bearers = self._known[("surname", _surname(entity.fullest.words))] if entity.fullest else {}
        fits = (
            one for one in bearers if one is not entity and one.kind == "person" and len((one.fullest or entity.names[0]).words) > 1
        )
        return [one for one in fits if gender not in ("m", "f") or one.may_be(gender)]

    def _organisations_by_noun(self) -> dict[str, list[tuple[int, Entity]]]:
        """Return, for each word of an organisation's names and each noun for it, where the organisations that have it are named."""
        nouns_of = {
            entity: {word.casefold() for name in entity.names for word in name.words} | entity.nouns
            for entity in self.all
            if entity.kind == "organisation"
        }
        found: defaultdict[str, list[tuple[int, Entity]]] = defaultdict(list)
        for name, entity in self.mentions:
            for noun in nouns_of.get(entity, ()):
                found[noun].append((name.span.start, entity))
        return found

    def _gather(self, found: list[Name]) -> None:
        """Give each name its entity: full names first, so that one that comes later explains a surname before it."""
        of = {i: self._of_full(name) for i, name in enumerate(found) if len(name.words) > 1 or name.government}
        recent: dict[str, Entity] = {}
        last: dict[Entity, int] = {}
        for index, name in enumerate(found):
            if index not in of:
                before = (found[index - 1], of[index - 1]) if index else None
                of[index] = self._of_short(name, recent, last, before)
            self.mentions.append((name, of[index]))
            for word in (name.words[-1], name.words[0]):
                recent[word.casefold()] = of[index]
            last[of[index]] = index

    def _of_full(self, name: Name) -> Entity:
        if name.government:
            held = next(iter(self._known[("state", name.government)]), None)
            return self._add(held, name) if held else self._new(name, name.kind or "government", name.government)
        for entity in self._known[("words", _plain(name))]:
            if entity.kind != "government":
                return self._add(entity, name)
        kind = name.kind or ("person" if may_be_a_person(name.words) or is_whole(name.words[1:]) else "organisation")
        for entity in self._known[("surname", _surname(name.words))] if kind != "organisation" else ():
            if entity.kind == "person" and entity.may_be(name.gender) and _first_names_fit(name, entity):
                return self._add(entity, name)
        return self._new(name, kind)

    def _of_short(
        self, name: Name, recent: dict[str, Entity], last: dict[Entity, int], before: tuple[Name, Entity] | None
    ) -> Entity:
        """Return who a name of one word is: ``recent`` tells who bore the word last, ``last`` when each was last named."""
        word = name.words[0]
        surnamed = self._known[("surname", word.casefold())]
        bearers = surnamed | self._known[("first", word)]
        # Of a surname only a title tells the gender: Ms Warren has the first name of many men.
        told = name.gender if name.title else None
        fits = [e for e in bearers if e.kind == "person" and e.may_be(told if e in surnamed else name.gender)]
        if name.title:
            # President Vane is not his son, Owen Vane Jr.
            fits = [entity for entity in fits if entity.titled or not entity.junior]
        if fits:
            held = recent.get(word.casefold())
            often = {entity: len(entity.names) for entity in fits}
            first, *others = sorted(fits, key=often.__getitem__, reverse=True)
            if others and not name.title and often[first] >= OFTENER * often[others[0]]:
                return self._add(first, name)
            return self._add(held if held in fits else max(fits, key=lambda entity: last.get(entity, -1)), name)
        between = self.text[before[0].span.end : name.span.start] if before else ""
        if before and between == " (@":
            return self._add(before[1], name)
        if before and between in BRACKETS and name.kind == "organisation" and before[1].kind != "person":
            return self._add(before[1], name)
        same = (("words", _plain(name)), ("first", word), ("letters", word.replace(".", "")))
        for key in same if len(word) > 1 else same[:1]:
            for entity in self._known[key]:
                # Few are called by their letters but those of a double name: CNN is no Carl N. Nolan.
                lettered = key[0] == "letters" and len(key[1]) > 2 and "-" in (entity.full or "")
                if not entity.name and (entity.may_be(name.gender) if key[0] == "words" else lettered or not entity.gender):
                    return self._add(entity, name)
        return self._new(name, name.kind or ("person" if name.gender else "organisation"))

    def _new(self, name: Name, kind: SpeakerKind, canonical: str | None = None) -> Entity:
        entity = Entity(kind, name=canonical)
        self.all.append(entity)
        if canonical:
            self._known[("state", canonical)][entity] = None
        return self._add(entity, name)

    def _add(self, entity: Entity, name: Name) -> Entity:
        entity.add(name)
        keys = [("words", _plain(name))]
        if entity.kind == "person":
            keys.append(("surname", _surname(name.words)))
        if len(name.words) > 1:
            letters = "".join(part[0] for word in name.words for part in word.split("-") if part[:1].isupper())
            keys += [("first", name.words[0]), ("letters", letters)]
            if name.nickname:
                keys += [("first", name.nickname), ("words", name.nickname.casefold())]
            if entity.kind == "organisation":
                # CDC: of the *U.S. Centers for Disease Control and Prevention* neither the country's letters nor the last one.
                keys += [("letters", letters[at:end]) for at in range(len(letters) - 2) for end in range(at + 3, len(letters) + 1)]
        for key in keys:
            self._known[key][entity] = None
        return entity


def _plain(name: Name) -> str:
    return " ".join(sorted(word.casefold().rstrip(".") for word in name.words))


def _surname(words: Sequence[str]) -> str:
    kept = [word for word in words if word not in SUFFIXES] or list(words)
    return kept[-1].casefold()


def _fullness(name: Name) -> tuple[int, int, int]:
    return len(name.words), len(name.text), -name.span.start


def _first_names_fit(name: Name, entity: Entity) -> bool:
    """Say whether a first name is one of the entity's, or one of the two is short for the other: J., Sam."""
    new = name.words[0].rstrip(".").casefold()
    old = {first.rstrip(".").casefold() for other in entity.names if len(other.words) > 1 for first in other.first_names}
    return any(one_given_name(new, each) for each in old)
