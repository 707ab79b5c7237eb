"""The cast: from a story's names to those who bear them, so that one person's names are one and two people's stay two."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sayso.reading.lists import nouns, singular
from sayso.reading.names import Name
from sayso.story import Span, SpeakerKind

_SUFFIXES = frozenset(["Jr", "Jr.", "Sr", "Sr.", "II", "III", "IV", "MP", "QC", "KC", "MD", "PhD"])
_NOUN_NEXT = re.compile(r"\s(?!(?:on|in|at|about|of|for|to|and|with|by|from|is|was|has|said|says|tells?|who)\b)[a-z]")


@dataclass(slots=True, eq=False)
class Member:
    """One of the cast, with what the story says of it.

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

    @property
    def sure(self) -> bool:
        """Whether more than a capital letter says what it is: a first name, a title, a role, a noun of organisations."""
        return bool(self.gender or self.sets or not self.names or any(name.kind for name in self.names))

    @property
    def full(self) -> str | None:
        """The canonical name: the country's, or the fullest name used."""
        if self.name or not self.names:
            return self.name
        return max(self.names, key=lambda name: (len(name.words), len(name.text), -name.span.start)).text

    def last_named(self, at: int) -> Span | None:
        """Return where its name stands last before an offset."""
        place = bisect_left(self.names, at, key=lambda name: name.span.start)
        return self.names[place - 1].span if place else None


class Cast:
    """Everybody and everything that a story names, found by name and by place."""

    def __init__(self, text: str, found: Iterable[Name]) -> None:
        self.text = text
        self.members: list[Member] = []
        self.mentions: list[tuple[Name, Member]] = []
        self._known: dict[tuple[str, str], list[Member]] = {}
        self._gather(list(found))
        self._starts = [name.span.start for name, _ in self.mentions]
        for member in self.members:
            member.names.sort(key=lambda name: name.span)

    def persons(self) -> list[Span]:
        """Return where people are named: by what is surely a person's name, or looks like one and is followed by no noun."""
        return [
            name.span
            for name, member in self.mentions
            if member.kind == "person" and (member.sure or (len(name.words) > 1 and not _NOUN_NEXT.match(self.text, name.span.end)))
        ]

    def within(self, span: Span) -> list[tuple[Name, Member]]:
        """Return the mentions that begin in ``span``, in order."""
        return self.mentions[bisect_left(self._starts, span.start) : bisect_left(self._starts, span.end)]

    def between(self, start: int, end: int) -> list[tuple[Name, Member]]:
        """Return the mentions that stand from ``start`` up to ``end``, in order."""
        return [item for item in self.within(Span(start, end)) if item[0].span.end <= end]

    def called(self, noun: str, at: int) -> Member | None:
        """Return the organisation that has ``noun`` in its name, the nearest before an offset or else the first after it."""
        fits = [member for member in self._known.get(("noun", noun), ()) if member.kind == "organisation"]
        before = [(named, member) for member in fits if (named := member.last_named(at))]
        return max(before, key=lambda item: item[0])[1] if before else fits[0] if fits else None

    def _gather(self, found: list[Name]) -> None:
        """Give each name its member: full names first, so that one that comes later explains a surname before it."""
        of = {i: self._of_full(name) for i, name in enumerate(found) if len(name.words) > 1 or name.government}
        recent: dict[str, Member] = {}
        for index, name in enumerate(found):
            if index not in of:
                before = (found[index - 1], of[index - 1]) if index else None
                of[index] = self._of_short(name, recent, before)
            self.mentions.append((name, of[index]))
            for word in (name.words[-1], name.words[0]):
                recent[word.casefold()] = of[index]

    def _of_full(self, name: Name) -> Member:
        if name.government:
            held = self._known.get(("state", name.government))
            return self._add(held[0], name) if held else self._new(name, name.kind or "government", name.government)
        for member in self._known.get(("words", _plain(name)), ()):
            if member.kind != "government":
                return self._add(member, name)
        for member in self._known.get(("surname", _surname(name.words)), ()) if name.kind != "organisation" else ():
            fits = (_first_names_fit(name.words, other.words) for other in member.names if len(other.words) > 1)
            if member.kind == "person" and any(fits):
                return self._add(member, name)
        return self._new(name, name.kind or "person")

    def _of_short(self, name: Name, recent: dict[str, Member], before: tuple[Name, Member] | None) -> Member:
        word = name.words[0]
        bearers = [*self._known.get(("surname", word.casefold()), ()), *self._known.get(("first", word), ())]
        fits = [m for m in bearers if m.kind == "person" and (None in (m.gender, name.gender) or m.gender == name.gender)]
        if fits:
            held = recent.get(word.casefold())
            return self._add(held if held and held in fits else self._nearest(fits, name), name)
        bracketed = before and self.text[before[0].span.end : name.span.start] in (" (", " (the ")
        if before and bracketed and name.kind == "organisation" and before[1].kind != "person":
            return self._add(before[1], name)
        same = (("words", _plain(name)), ("first", word), ("letters", word.replace(".", "")))
        for key in same if len(word) > 1 else same[:1]:
            for member in self._known.get(key, ()):
                if not member.name and (key[0] == "words" or not member.gender):
                    return self._add(member, name)
        return self._new(name, name.kind or ("person" if name.gender else "organisation"))

    def _nearest(self, members: list[Member], name: Name) -> Member:
        def place(member: Member) -> int:
            return max((n.span.start for n in member.names if n.span.start < name.span.start), default=-1)

        return max(members, key=place) if len(members) > 1 else members[0]

    def _new(self, name: Name, kind: SpeakerKind, canonical: str | None = None) -> Member:
        member = Member(kind, name=canonical)
        self.members.append(member)
        if canonical:
            self._note("state", canonical, member)
        return self._add(member, name)

    def _add(self, member: Member, name: Name) -> Member:
        member.names.append(name)
        member.gender = member.gender or name.gender
        if name.kind == "person":
            member.kind = "person"
        self._note("words", _plain(name), member)
        for word in name.words:
            self._note("noun", word.casefold(), member)
        if member.kind == "person":
            self._note("surname", _surname(name.words), member)
        if len(name.words) > 1:
            self._note("first", name.words[0], member)
            self._note("letters", "".join(word[0] for word in name.words if word[0].isupper()), member)
        return member

    def _note(self, way: str, key: str, member: Member) -> None:
        held = self._known.setdefault((way, key), [])
        if not any(member is other for other in held):
            held.append(member)


def _plain(name: Name) -> str:
    return " ".join(sorted(word.casefold().rstrip(".") for word in name.words))


def _surname(words: Sequence[str]) -> str:
    kept = [word for word in words if word not in _SUFFIXES] or list(words)
    return kept[-1].casefold()


def _first_names_fit(one: Sequence[str], other: Sequence[str]) -> bool:
    a, b = one[0].rstrip(".").casefold(), other[0].rstrip(".").casefold()
    return a == b or (1 in (len(a), len(b)) and a[0] == b[0]) or (min(len(a), len(b)) > 2 and (a.startswith(b) or b.startswith(a)))


def is_noun_of(kind: str, noun: str) -> bool:
    """Say whether a noun, in any number, is in the list of ``kind``."""
    noun = noun.casefold()
    return noun in nouns(kind) or singular(noun) in nouns(kind)
