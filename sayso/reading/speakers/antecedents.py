"""Antecedents: from what a story has named and let speak so far to whom a pronoun or a role means at a place of it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right, insort
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from sayso.language.en import pronouns, source_phrases
from sayso.language.en.lists import Role, is_people, role_at_end, roles
from sayso.language.en.noun_sorts import WIDE
from sayso.language.en.words import TOKEN
from sayso.reading.names.entities import Entities, Entity
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
_STOP = re.compile(r"[.!?]['\"”’»)\]]*\s|\n")


@dataclass(frozen=True, slots=True)
class Referent:
    """Who a source is, None where nobody can be told, with the rule that found it and the spans that it rests on.

    ``by_name`` says that the source itself names them.
    """

    entity: Entity | None
    rule: str
    spans: Spans = ()
    by_name: bool = False


class Antecedents:
    """A story's entities, with who spoke where: sources are told to it in the order of the text, as they are found."""

    def __init__(self, text: str, entities: Entities, sources: Iterable[Span] = ()) -> None:
        self.text, self.entities = text, entities
        self._sources = sorted(sources)
        people = (name.span.start for name, entity in entities.mentions if entity.kind == "person" and entity.sure)
        self._first = next(people, len(text))
        elsewhere = {
            entity
            for name, entity in entities.mentions
            if entity.sure or not source_phrases.PLACED.search(text[max(0, name.span.start - 15) : name.span.start])
        }
        self._places = {entity for entity in entities.all if entity not in elsewhere}
        self._sentences = [0, *(match.end() for match in _STOP.finditer(text))]
        self._spoke: list[tuple[Span, Entity, float]] = []
        self._have_spoken: set[int] = set()
        self._aside: set[int] = set()
        self._openers = [*pronouns.OPENER.finditer(text)]
        self._opened: list[tuple[int, Entity]] = []
        self._next = 0
        self._perhaps = _perhaps_people(entities)
        self._by_capital = _by_capital(entities)
        self._by_set: defaultdict[str, list[tuple[int, Entity]]] = defaultdict(list)
        for name, entity in entities.mentions:
            for role in entity.sets if entity.kind == "person" else ():
                self._by_set[role].append((name.span.start, entity))

    def tell(self, source: Span, entity: Entity, *, owned: bool = False) -> None:
        """Note that a source is ``entity``; ``owned``: by somebody else's word, *her daughter*, who stays the one told of."""
        insort(self._spoke, (source, entity, OWNED if owned else SPOKE), key=lambda item: item[0].start)
        self._have_spoken.add(id(entity))
        if owned:
            self._aside |= {name.span.start for name, _ in self.entities.within(source)}

    def has_spoken(self, entity: Entity) -> bool:
        """Say whether a source that was told is ``entity``."""
        return id(entity) in self._have_spoken

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
    ) -> Referent | None:
        """Return whom a pronoun or a noun at ``span`` means: weigh all that was named or spoke in the sentences before.

        The nearer, the more often and the more prominent, the likelier (salience, Lappin and Leass 1994). ``gender``: m, f, or
        ``-`` for one person of either; ``barred``: identities of those that it cannot be.
        """
        _, number = self.sentence(span.start)
        near = max(self._sentences[max(0, number - HORIZON)], span.start - FAR)
        horizon = max(0, min(near, span.start - TALK)) if kinds == PERSON and gender in ("m", "f") else near
        weights: dict[int, float] = {}
        entities: dict[int, Entity] = {}

        def weigh(entity: Entity, at: int, weight: float) -> None:
            alone = gender is not None and entity.kind == "unnamed" and not entity.several
            if entity in self._by_capital and len(kinds) > 1 and id(entity) not in self._have_spoken:
                return
            if entity in self._places and "person" not in kinds:
                return
            if not (entity.kind in kinds or alone) or id(entity) in barred:
                return
            if gender in ("m", "f") and entity.gender not in (None, gender):
                return
            if at < near and not (entity.sure and entity.names):
                return
            weight *= (KNOWN if gender and entity.gender == gender else 1.0) * (1.0 if entity.sure else UNSURE)
            weight *= PLACE if entity in self._places else 1.0
            entities[id(entity)] = entity
            weights[id(entity)] = weights.get(id(entity), 0) + weight * DECAY ** (number - self.sentence(at)[1])

        for name, entity in self.entities.between(horizon, span.start):
            opened = name.span.start - self.sentence(name.span.start)[0] < OPENING
            owns = kinds == PERSON and (name.span.start in self._aside or bool(source_phrases.OWNS.match(self.text, name.span.end)))
            weigh(entity, name.span.start, (OPENED if opened else 1.0) * (OWNER if owns else 1.0))
        if kinds == PERSON:
            recent = max(self._sentences[max(0, number - 1)], span.start - RECENT)
            for head, entity in self._in_roles(recent, span.start):
                opened = head.start - self.sentence(head.start)[0] < OPENING
                weigh(entity, head.start, OPENED if opened else 1.0)
            for at, entity in self._taken_up(horizon, span.start):
                weigh(entity, at, OPENED)
        low = bisect_left(self._spoke, horizon, key=lambda item: item[0].start)
        high = bisect_left(self._spoke, span.start, key=lambda item: item[0].start)
        for where, entity, weight in self._spoke[low:high]:
            weigh(entity, where.start, weight)
        if not weights and gender in ("m", "f") and kinds == PERSON:
            for name, entity in self.entities.between(near, span.start):
                if entity in self._perhaps and entity.may_be(gender) and id(entity) not in barred:
                    entities[id(entity)] = entity
                    weights[id(entity)] = weights.get(id(entity), 0) + DECAY ** (number - self.sentence(name.span.start)[1])
        if not weights:
            return None
        entity = entities[max(weights, key=weights.__getitem__)]
        if gender in ("m", "f") and entity.gender is None:
            entity.gender = gender
            entity.kind = "person" if entity in self._perhaps else entity.kind
        named = entity.last_named(span.start) or entity.description
        return Referent(entity, "the one most spoken of before", (named,) if named else ())

    def _taken_up(self, start: int, end: int) -> Sequence[tuple[int, Entity]]:
        """Return where *he* or *she*, no source that was told, opens a sentence between two offsets, and who is meant."""
        while self._next < len(self._openers) and self._openers[self._next].start() < end:
            match = self._openers[self._next]
            self._next += 1
            place = bisect_left(self._spoke, match.start(), key=lambda item: item[0].start)
            if place == len(self._spoke) or self._spoke[place][0].start != match.start():
                found = self.antecedent(Span(*match.span()), PERSON, pronouns.GENDERS[match.group().casefold()])
                if found and found.entity:
                    self._opened.append((match.start(), found.entity))
        low, high = (bisect_left(self._opened, at, key=lambda item: item[0]) for at in (start, end))
        return self._opened[low:high]

    def _in_roles(self, start: int, end: int) -> Iterable[tuple[Span, Entity]]:
        """Yield where *the minister* and the like stand between two offsets, not in apposition, and who is meant by them."""
        for match in source_phrases.THE_ROLE.finditer(self.text, start, end):
            words = islice(TOKEN.finditer(self.text, match.end(), end), PHRASE)
            if word := next((word for word in words if word.group().casefold() in roles()), None):
                head = Span(match.start(), word.end())
                entity = self.by_role(head, headline=False)
                if entity and entity.names[0].span.end <= end:
                    yield head, entity

    def people_before(self, span: Span, found: Referent | None) -> Span | None:
        """Return the last plural noun for people before *they* at ``span``, with what opens its phrase.

        It stands in the sentence of the pronoun or the one before, and behind the last name of the one who was found.
        """
        _, number = self.sentence(span.start)
        named = found.spans[-1].end if found and found.spans else 0
        start = max(named, self._sentences[max(0, number - 1)], span.start - RECENT)
        nouns = [
            match for match in TOKEN.finditer(self.text, start, span.start) if match.group().islower() and is_people(match.group())
        ]
        opening = (
            source_phrases.PEOPLE.search(self.text, max(start, nouns[-1].start() - OPENING), nouns[-1].start()) if nouns else None
        )
        return Span(opening.start(), nouns[-1].end()) if opening else None

    def named_next(self, span: Span, gender: str | None, barred: Collection[int] = ()) -> Referent | None:
        """Return the first person of a gender who is named behind a pronoun at ``span`` that nobody named before can be."""
        for name, entity in self.entities.within(Span(span.end, span.end + AHEAD)):
            if entity.kind == "person" and entity.sure and entity.may_be(gender) and id(entity) not in barred:
                return Referent(entity, "the first one named behind it", (name.span,))
        return None

    def introduced_behind(self, head: Span, role: Role, barred: Collection[int] = ()) -> Referent | None:
        """Return the first one without a role who speaks behind a phrase that tells one, in a story that has named nobody yet.

        So the lead tells of *Oland's trade minister*, and *Ana Brek told lawmakers* comes next. From then on the role is hers.
        """
        if self._first < head.start:
            return None
        for name, entity in self.entities.within(Span(head.end, head.end + INTRODUCED)):
            speaks = bisect_left(self._sources, Span(name.span.start, 0)) < bisect_left(self._sources, Span(name.span.end, 0))
            if entity.kind != "person" or id(entity) in barred:
                continue
            if entity.sets or not speaks or len(name.words) < 2 or not entity.may_be(role.gender if role.gender in "mf" else None):
                return None
            entity.own.add(role.sets[0])
            entity.sets |= set(role.sets)
            entity.role = head
            for each in role.sets:
                insort(self._by_set[each], (name.span.start, entity), key=lambda item: item[0])
            return Referent(entity, "the first one named behind it, of whom no other role is told", (name.span,))
        return None

    def by_role(self, head: Span, *, headline: bool, barred: Collection[int] = ()) -> Entity | None:
        """Return the one of the entities whose role a phrase names: rather the same noun than the same set, rather one who spoke.

        Rather the nearest before; one who is named only later counts less, but in a headline hardly so.
        """
        phrase, role = role_at_end([match.group().casefold() for match in TOKEN.finditer(self.text, *head)])
        if role is None:
            return None
        own = role.sets[0]
        best: tuple[float, Entity] | None = None
        for entity in self._holders(role, head.start):
            if id(entity) in barred or (role.gender in ("m", "f") and entity.gender not in (None, role.gender)):
                continue
            # The noun's own set has to be one of the entity's, or the other way round: *the minister* may be a foreign minister.
            if own not in entity.sets and not entity.own & set(role.sets) - WIDE:
                continue
            before = entity.last_named(head.start)
            place = (before or entity.names[0].span).start / (len(self.text) + 1)
            near = place if before else (-0.2 if headline else -1.5) - place
            score = 2.0 * (phrase in entity.nouns) + (own in entity.own) + near + 0.5 * (id(entity) in self._have_spoken)
            if best is None or score > best[0]:
                best = (score, entity)
        return best[1] if best else None

    def _holders(self, role: Role, at: int) -> Iterable[Entity]:
        """Return those named around an offset who have a set in common with a role."""
        found: dict[Entity, None] = {}
        for name in role.sets:
            mentions = self._by_set[name]
            place = bisect_left(mentions, at, key=lambda item: item[0])
            found.update((entity, None) for _, entity in mentions[max(0, place - RECALL) : place + RECALL])
        return found


def _perhaps_people(entities: Entities) -> frozenset[Entity]:
    """Return those of whom nothing tells what they are, and who may be people: one word names them twice at least, as no place.

    *He* or *she* can mean them if there is nobody else: of the statements of PolNeAR dev and GUM train 12 get their speaker by it,
    one gets another's.
    """
    counts = Counter(
        entity
        for name, entity in entities.mentions
        if entity.kind == "organisation" and not entity.sure and len(name.words) == 1
        if not opens_sentence(entities.text, name.span.start)
        if not source_phrases.PLACING.search(entities.text, max(0, name.span.start - 8), name.span.start)
    )
    return frozenset(entity for entity, count in counts.items() if count > 1)


def _by_capital(entities: Entities) -> frozenset[Entity]:
    """Return those whom only words name that open sentences: they may be no names, so no pronoun means them before they speak."""
    return frozenset(
        entity
        for entity in entities.all
        if entity.kind == "organisation" and not entity.sure
        if all(len(name.words) == 1 and opens_sentence(entities.text, name.span.start) for name in entity.names)
    )
