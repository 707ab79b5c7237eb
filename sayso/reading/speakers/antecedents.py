"""Discourse: from what a story has named and let speak so far to whom a pronoun or a role means at a place of it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right, insort
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from sayso.language.en.lists import Role, is_people, role_at_end, roles, word_set
from sayso.language.en.words import TOKEN
from sayso.reading.names.entities import Cast, Member
from sayso.reading.names.proper_names import opens_sentence
from sayso.story import Span, Spans, SpeakerKind

DECAY = 0.6
"""What is left of a mention's weight from one sentence to the next, in the search for whom a pronoun means. Speakers right on our
own stories and on GUM dev: .712 and .584 with .4 or .6, .705 and .575 with .8, .695 and .562 with .9."""
SPOKE = 2.0
"""Weight of having been the source of a statement, beside 1 of having been named."""
OWNED = 0.5
"""The same, of one who is but somebody's: *her daughter said*."""
OPENED = 1.5
"""Weight of a mention that opens its sentence, where subjects stand; of a pronoun there too, which takes its subject up (centering,
Grosz, Joshi and Weinstein 1995): on GUM train three more speakers are right and none is wrong."""
OPENING = 25
"""Characters of a sentence that count as its opening."""
OWNER = 0.5
"""Factor, in the search for a person, for one whose name only says to whom something belongs: *Bray's brother*."""
KNOWN = 1.3
"""Factor for one whose gender is known to be the pronoun's."""
PLACE = 0.1
"""Factor for one of whom nothing but a capital letter says what it is, and that all is in, near, or from."""
UNSURE = 0.3
"""Factor for one of whom nothing but a capital letter says what it is."""
HORIZON = 12
"""Sentences before a pronoun in which its antecedent is sought."""
TALK = 1_500
"""Characters before *he* or *she*, at least, in which a person is sought: a dozen sentences of talk may be a dozen words."""
FAR = 5_000
"""Characters before it, at most: not every text has sentences."""
AHEAD = 500
"""Characters behind a pronoun in which the one is sought whom it means, where nobody is named before it: of our stories' 314
speakers one more is right and none wrong. Inside quotations it is one each, so that there nobody is sought behind."""
INTRODUCED = 700
"""Characters behind a role in the lead in which the one is named who holds it."""
RECENT = 500
"""Characters before a pronoun, at most, in which *the minister* and the like count as mentions of their holders."""
PHRASE = 3
"""Words behind *the*, at most, of which the last is such a role."""
RECALL = 100
"""Mentions of those whose role a noun may name, before and behind it, among which the one that it means is sought."""

PERSON: tuple[SpeakerKind, ...] = ("person",)
ORGANISATION: tuple[SpeakerKind, ...] = ("organisation",)
_THE = re.compile(r"(?<!, )\b[Tt]he\s")
_OPENER = re.compile(r"(?:(?<=[.!?]\s)|(?<=\n)|(?<=^))(?:He|She)\b")
_PLACED = re.compile(r"\b(?:in|near|around|across|outside|from|off|to|at)(?: the)?\s$")
_PHRASE = re.compile(r"(?:\b(?:the|some|many|several|these|those|its|their|our|his|her)\s)?(?:\b[a-z-]+\s)?$")
_PLACING = re.compile(r"\b(?:in|at|from|to|on|of|the|a|an)\s$")
_OWNS = re.compile(r"\s?['’]s?\s[^\W\d_]")
_STOP = re.compile(r"[.!?]['\"”’»)\]]*\s|\n")
_WIDE = word_set(
    """
    person politician official national worker leader artist athlete executive
    """
)
"""Sets that many roles share: they say too little of whom a noun means."""


@dataclass(frozen=True, slots=True)
class Found:
    """Who a source is, None where nobody can be told, with the rule that found it and the spans that it rests on."""

    member: Member | None
    rule: str
    spans: Spans = ()


class Discourse:
    """A story's cast, with who spoke where: sources are told to it in the order of the text, as they are found."""

    def __init__(self, text: str, cast: Cast, sources: Iterable[Span] = ()) -> None:
        self.text, self.cast = text, cast
        self._sources = sorted(sources)
        people = (name.span.start for name, member in cast.mentions if member.kind == "person" and member.sure)
        self._first = next(people, len(text))
        elsewhere = {
            member
            for name, member in cast.mentions
            if member.sure or not _PLACED.search(text[max(0, name.span.start - 15) : name.span.start])
        }
        self._places = {member for member in cast.members if member not in elsewhere}
        self._sentences = [0, *(match.end() for match in _STOP.finditer(text))]
        self._spoke: list[tuple[Span, Member, float]] = []
        self._have_spoken: set[int] = set()
        self._aside: set[int] = set()
        self._openers = [*_OPENER.finditer(text)]
        self._opened: list[tuple[int, Member]] = []
        self._next = 0
        self._perhaps = _perhaps_people(cast)
        self._by_capital = _by_capital(cast)
        self._by_set: defaultdict[str, list[tuple[int, Member]]] = defaultdict(list)
        for name, member in cast.mentions:
            for role in member.sets if member.kind == "person" else ():
                self._by_set[role].append((name.span.start, member))

    def tell(self, source: Span, member: Member, *, owned: bool = False) -> None:
        """Note that a source is ``member``; ``owned``: by somebody else's word, *her daughter*, who stays the one told of."""
        insort(self._spoke, (source, member, OWNED if owned else SPOKE), key=lambda item: item[0].start)
        self._have_spoken.add(id(member))
        if owned:
            self._aside |= {name.span.start for name, _ in self.cast.within(source)}

    def has_spoken(self, member: Member) -> bool:
        """Say whether a source that was told is ``member``."""
        return id(member) in self._have_spoken

    def sentence(self, at: int) -> tuple[int, int]:
        """Return where the sentence that holds an offset begins, and its number."""
        number = bisect_right(self._sentences, at) - 1
        return self._sentences[number], number

    def antecedent(
        self,
        span: Span,
        kinds: Collection[SpeakerKind],
        gender: str | None = None,
        barred: Collection[int] = (),
        *,
        roleless: bool = False,
        like: Collection[str] = (),
    ) -> Found | None:
        """Return whom a pronoun or a noun at ``span`` means: weigh all that was named or spoke in the sentences before.

        The nearer, the more often and the more prominent, the likelier (salience, Lappin and Leass 1994). ``gender``: m, f, or
        ``-`` for one person of either; ``barred``: identities of members that it cannot be; ``roleless``: only those count of whom
        the story tells no role; ``like``: or one of these sets of roles.
        """
        _, number = self.sentence(span.start)
        near = max(self._sentences[max(0, number - HORIZON)], span.start - FAR)
        horizon = max(0, min(near, span.start - TALK)) if kinds == PERSON and gender in ("m", "f") else near
        weights: dict[int, float] = {}
        members: dict[int, Member] = {}

        def weigh(member: Member, at: int, weight: float) -> None:
            alone = gender is not None and member.kind == "unnamed" and not (member.several or roleless or like)
            if member in self._by_capital and len(kinds) > 1 and id(member) not in self._have_spoken:
                return
            if member in self._places and "person" not in kinds:
                return
            if not (member.kind in kinds or alone) or id(member) in barred or (roleless and (member.sets or not member.sure)):
                return
            if gender in ("m", "f") and member.gender not in (None, gender):
                return
            if (like and member.sets and member.sets.isdisjoint(like)) or (at < near and not (member.sure and member.names)):
                return
            weight *= (KNOWN if gender and member.gender == gender else 1.0) * (1.0 if member.sure else UNSURE)
            weight *= PLACE if member in self._places else 1.0
            members[id(member)] = member
            weights[id(member)] = weights.get(id(member), 0) + weight * DECAY ** (number - self.sentence(at)[1])

        for name, member in self.cast.between(horizon, span.start):
            opened = name.span.start - self.sentence(name.span.start)[0] < OPENING
            owns = kinds == PERSON and (name.span.start in self._aside or bool(_OWNS.match(self.text, name.span.end)))
            weigh(member, name.span.start, (OPENED if opened else 1.0) * (OWNER if owns else 1.0))
        any_person = kinds == PERSON and not like and not roleless
        if any_person:
            recent = max(self._sentences[max(0, number - 1)], span.start - RECENT)
            for head, member in self._in_roles(recent, span.start):
                opened = head.start - self.sentence(head.start)[0] < OPENING
                weigh(member, head.start, OPENED if opened else 1.0)
            for at, member in self._taken_up(horizon, span.start):
                weigh(member, at, OPENED)
        low = bisect_left(self._spoke, horizon, key=lambda item: item[0].start)
        high = bisect_left(self._spoke, span.start, key=lambda item: item[0].start)
        for where, member, weight in self._spoke[low:high]:
            weigh(member, where.start, weight)
        if not weights and gender in ("m", "f") and any_person:
            for name, member in self.cast.between(near, span.start):
                if member in self._perhaps and member.may_be(gender) and id(member) not in barred:
                    members[id(member)] = member
                    weights[id(member)] = weights.get(id(member), 0) + DECAY ** (number - self.sentence(name.span.start)[1])
        if not weights:
            return None
        member = members[max(weights, key=weights.__getitem__)]
        if gender in ("m", "f") and member.gender is None:
            member.gender = gender
            member.kind = "person" if member in self._perhaps else member.kind
        named = member.last_named(span.start) or member.description
        return Found(member, "the one most spoken of before", (named,) if named else ())

    def _taken_up(self, start: int, end: int) -> Sequence[tuple[int, Member]]:
        """Return where *he* or *she*, no source that was told, opens a sentence between two offsets, and who is meant."""
        while self._next < len(self._openers) and self._openers[self._next].start() < end:
            match = self._openers[self._next]
            self._next += 1
            place = bisect_left(self._spoke, match.start(), key=lambda item: item[0].start)
            if place == len(self._spoke) or self._spoke[place][0].start != match.start():
                found = self.antecedent(Span(*match.span()), PERSON, "m" if match.group() == "He" else "f")
                if found and found.member:
                    self._opened.append((match.start(), found.member))
        low, high = (bisect_left(self._opened, at, key=lambda item: item[0]) for at in (start, end))
        return self._opened[low:high]

    def _in_roles(self, start: int, end: int) -> Iterable[tuple[Span, Member]]:
        """Yield where *the minister* and the like stand between two offsets, not in apposition, and who is meant by them."""
        for match in _THE.finditer(self.text, start, end):
            words = islice(TOKEN.finditer(self.text, match.end(), end), PHRASE)
            if word := next((word for word in words if word.group().casefold() in roles()), None):
                head = Span(match.start(), word.end())
                member = self.by_role(head, headline=False)
                if member and member.names[0].span.end <= end:
                    yield head, member

    def people_before(self, span: Span, found: Found | None) -> Span | None:
        """Return the last plural noun for people before *they* at ``span``, with what opens its phrase.

        It stands in the sentence of the pronoun or the one before, and behind the last name of the one who was found.
        """
        _, number = self.sentence(span.start)
        named = found.spans[-1].end if found and found.spans else 0
        start = max(named, self._sentences[max(0, number - 1)], span.start - RECENT)
        nouns = [
            match for match in TOKEN.finditer(self.text, start, span.start) if match.group().islower() and is_people(match.group())
        ]
        opening = _PHRASE.search(self.text, max(start, nouns[-1].start() - OPENING), nouns[-1].start()) if nouns else None
        return Span(opening.start(), nouns[-1].end()) if opening else None

    def named_next(self, span: Span, gender: str | None, barred: Collection[int] = ()) -> Found | None:
        """Return the first person of a gender who is named behind a pronoun at ``span`` that nobody named before can be."""
        for name, member in self.cast.within(Span(span.end, span.end + AHEAD)):
            if member.kind == "person" and member.sure and member.may_be(gender) and id(member) not in barred:
                return Found(member, "the first one named behind it", (name.span,))
        return None

    def introduced_behind(self, head: Span, role: Role, barred: Collection[int] = ()) -> Found | None:
        """Return the first one without a role who speaks behind a phrase that tells one, in a story that has named nobody yet.

        So the lead tells of *Oland's trade minister*, and *Ana Brek told lawmakers* comes next. From then on the role is his.
        """
        if self._first < head.start:
            return None
        for name, member in self.cast.within(Span(head.end, head.end + INTRODUCED)):
            speaks = bisect_left(self._sources, Span(name.span.start, 0)) < bisect_left(self._sources, Span(name.span.end, 0))
            if member.kind != "person" or id(member) in barred:
                continue
            if member.sets or not speaks or len(name.words) < 2 or not member.may_be(role.gender if role.gender in "mf" else None):
                return None
            member.own.add(role.sets[0])
            member.sets |= set(role.sets)
            member.role = head
            for each in role.sets:
                insort(self._by_set[each], (name.span.start, member), key=lambda item: item[0])
            return Found(member, "the first one named behind it, of whom no other role is told", (name.span,))
        return None

    def by_role(self, head: Span, *, headline: bool, barred: Collection[int] = ()) -> Member | None:
        """Return the one of the cast whose role a phrase names: rather the same noun than the same set, rather one who spoke.

        Rather the nearest before; one who is named only later counts less, but in a headline hardly so.
        """
        phrase, role = role_at_end([match.group().casefold() for match in TOKEN.finditer(self.text, *head)])
        if role is None:
            return None
        own = role.sets[0]
        best: tuple[float, Member] | None = None
        for member in self._holders(role, head.start):
            if id(member) in barred or (role.gender in ("m", "f") and member.gender not in (None, role.gender)):
                continue
            # The noun's own set has to be one of the member's, or the other way round: *the minister* may be a foreign minister.
            if own not in member.sets and not member.own & set(role.sets) - _WIDE:
                continue
            before = member.last_named(head.start)
            place = (before or member.names[0].span).start / (len(self.text) + 1)
            near = place if before else (-0.2 if headline else -1.5) - place
            score = 2.0 * (phrase in member.nouns) + (own in member.own) + near + 0.5 * (id(member) in self._have_spoken)
            if best is None or score > best[0]:
                best = (score, member)
        return best[1] if best else None

    def _holders(self, role: Role, at: int) -> Iterable[Member]:
        """Return those named around an offset who have a set in common with a role."""
        found: dict[Member, None] = {}
        for name in role.sets:
            mentions = self._by_set[name]
            place = bisect_left(mentions, at, key=lambda item: item[0])
            found.update((member, None) for _, member in mentions[max(0, place - RECALL) : place + RECALL])
        return found


def _perhaps_people(cast: Cast) -> frozenset[Member]:
    """Return those of whom nothing tells what they are, and who may be people: one word names them twice at least, as no place.

    *He* or *she* can mean them if there is nobody else: of the statements of PolNeAR dev and GUM train 12 get their speaker by it,
    one gets another's.
    """
    counts = Counter(
        member
        for name, member in cast.mentions
        if member.kind == "organisation" and not member.sure and len(name.words) == 1
        if not opens_sentence(cast.text, name.span.start)
        if not _PLACING.search(cast.text, max(0, name.span.start - 8), name.span.start)
    )
    return frozenset(member for member, count in counts.items() if count > 1)


def _by_capital(cast: Cast) -> frozenset[Member]:
    """Return those whom only words name that open sentences: they may be no names, so no pronoun means them before they speak."""
    return frozenset(
        member
        for member in cast.members
        if member.kind == "organisation" and not member.sure
        if all(len(name.words) == 1 and opens_sentence(cast.text, name.span.start) for name in member.names)
    )
