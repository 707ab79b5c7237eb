"""Speakers: from a story's statements to who their sources are, by a sieve: names before roles, roles before pronouns.

The order of the sieve is that of Raghunathan et al. 2010; within a step sources are taken in the order of the text, so that one
that is resolved helps the next.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from types import MappingProxyType

from sayso.language.en import pronouns, source_phrases
from sayso.language.en.lists import role_of, singular
from sayso.language.en.noun_sorts import OFFICERS, SAYINGS
from sayso.language.en.words import TOKEN
from sayso.reading.names.entities import Entities, Entity
from sayso.reading.names.proper_names import names
from sayso.reading.speakers.antecedents import ORGANISATION, PERSON, Antecedents, Referent
from sayso.reading.speakers.phrases import SourcePhrases
from sayso.reading.tagging.assemble import Evidence, Heart, heart
from sayso.reading.voices.conversation import is_address
from sayso.reading.voices.find import Heard, Voice
from sayso.reading.voices.opening import author_in
from sayso.story import Label, NoName, Reason, Span, Speaker, SpeakerKind, Statement, Story

_BODY: tuple[SpeakerKind, ...] = ("organisation", "government", "document")
_GROUP: tuple[SpeakerKind, ...] = ("group", "organisation", "unnamed", "government")
_MANY = dict.fromkeys(pronouns.BODY, _BODY) | dict.fromkeys(pronouns.GROUP, _GROUP)

TURN = 150
"""Characters, at most, between what somebody says and the quotation that answers it."""
AROUND = 20
"""Statements, before and behind the one that holds a quotation, among which that is sought: bounds the time."""
_NO_NAMES: tuple[NoName, ...] = ("anonymous", "vague", "group", "open")

_CALLED = re.compile(r"[A-Z][\w’'-]*\w(?: [A-Z][\w’'-]*\w){0,3}")
"""A name that only the network takes for one: *Barr*, who is named nowhere but where sentences open."""
BARE, LEARNT, SURELY, NAMELESS = 0.5, 0.7, 0.98, 0.95
"""Least probability at which the network's word is taken: of whom a quotation without a source means; of whom a source means that
the rules find no name for, and against the rules, where they go by a role or a body (*the company*); and that a source has no name.
Names, and the pronouns of people, stay with the rules. Of the named speakers of 98 held-out stories .914 are right, of our own
stories' .755; a network before this one had .912 and .756, and with .5 and .92 for the second and third .917 and .745."""
BY_NETWORK = "learnt: whom such words mean"
"""The reason for a speaker whom the network alone found."""
NEAR = 60
"""Characters before a relative pronoun in which what it follows stands."""


class _Resolver:
    def __init__(
        self,
        story: Story,
        statements: Sequence[Statement],
        entities: Entities,
        voiced: Sequence[Voice],
        seen: Mapping[Heart, Evidence],
    ) -> None:
        self._text, self._statements, self._entities, self._seen = story.text, statements, entities, seen
        self._byline, self._title = story.byline, story.title
        self._heard = Heard(voiced)
        self._antecedents = Antecedents(story.text, entities, (statement.source[0] for statement in statements if statement.source))
        self._sources = SourcePhrases(story.text, entities, self._antecedents)
        self.found: list[Referent | None] = [None] * len(statements)

    def resolve(self, index: int) -> None:
        """Find out who the source of a statement is; those around it and, of the outermost, those before it are known."""
        statement = self._statements[index]
        seen = self._seen.get(heart(statement))
        learnt = self._learnt(seen)
        if not statement.source:
            # Nobody calls themselves by name: a quotation that names somebody is another's, as is one that addresses them.
            told_of = {id(entity) for piece in statement.content for _, entity in self._entities.within(piece)}
            if learnt and seen and seen.meant and seen.meant.likely >= BARE and id(learnt.entity) not in told_of:
                self.found[index] = learnt
            return
        span = self._trimmed(statement.source[0])
        found = self._source(span, index)
        named = found.entity is not None and found.entity.full is not None
        nameless = seen.nameless if seen else 0.0
        words = self._text[slice(*span)].casefold()
        # Who speaks and who is spoken to has a name where the rules know it, whatever the network says of such words in general
        # (GUM dev: speakers right .77 of those found, .70 without).
        if named and nameless >= NAMELESS and words not in pronouns.PARTIES:
            found = self._sources.unnamed(span, "described, and by no name")
        elif learnt and seen and seen.meant and nameless < NAMELESS:
            known = named and (found.by_name or words in pronouns.PERSONAL)
            if not known and seen.meant.likely >= (SURELY if named else LEARNT):
                found = learnt
        self.found[index] = found
        if found.entity and statement.parent is None:
            first = TOKEN.search(self._text, *span)
            owned = bool(first and first.group().casefold() in pronouns.THIRD_OWNERS and first.end() < span.end)
            self._antecedents.tell(statement.source[0], found.entity, owned=owned)

    def _learnt(self, seen: Evidence | None) -> Referent | None:
        """Return whom the network takes a source, or a quotation without one, to mean."""
        if seen is None or seen.meant is None:
            return None
        for name, entity in reversed(self._entities.within(Span(max(0, seen.meant.at - NEAR), seen.meant.at + 1))):
            if seen.meant.at < name.span.end:
                return Referent(entity, BY_NETWORK, (name.span,))
        if called := _CALLED.match(self._text, seen.meant.at):
            named = self._sources.named("person", called.group(), Span(*called.span()))
            return Referent(named, BY_NETWORK, (Span(*called.span()),))
        return None

    def _trimmed(self, span: Span) -> Span:
        lead = source_phrases.LEAD.match(self._text, *span)
        start = lead.end() if lead else span.start
        kept = source_phrases.GENITIVE.sub("", self._text[start : span.end].rstrip(' ,;:"”’'))
        return Span(start, start + len(kept)) if kept else span

    def _source(self, span: Span, index: int) -> Referent:
        words = self._text[slice(*span)]
        tokens = [match.group().casefold() for match in TOKEN.finditer(words)]
        shouted = words.isupper() and len(words) > 1  # US is no pronoun.
        if len(tokens) == 1 and not shouted and (found := self._pronoun(tokens[0], span, index)):
            return found
        if len(tokens) > 1 and tokens[0] in pronouns.OWNERS and singular(tokens[-1]) in SAYINGS:
            owner = Span(span.start, span.start + len(tokens[0]))
            if found := self._pronoun(tokens[0], owner, index):
                return found
        if len(tokens) in (2, 3) and tokens[0] in pronouns.OWNERS and (found := self._relation(tokens, span, index)):
            return found
        if len(tokens) > 1 and singular(tokens[-1]) in SAYINGS and (owned := source_phrases.OWNED_SAYING.match(words)):
            return self._source(Span(span.start, span.start + owned.end("owner")), index)
        if is_address(words) and (voice := self._heard.at(span)) and voice.to and (to := self._sources.named_at(voice.to)):
            return Referent(to, "a form of address: whom the turn addresses", (voice.to,))
        return self._phrase(span, index)

    def _phrase(self, span: Span, index: int) -> Referent:
        headline = self._statements[index].where in ("headline", "deck")
        return self._sources.phrase(span, headline=headline, barred=self._barred(index))

    def _pronoun(self, word: str, span: Span, index: int) -> Referent | None:
        if word in pronouns.FIRST:
            return self._first_person(word, span, index)
        if word in pronouns.SECOND:
            return self._second_person(span, index)
        if word in pronouns.RELATIVE:
            return self._relative(span, index)
        if word not in pronouns.GENDERS and word not in _MANY:
            return None
        kinds, gender = (PERSON, pronouns.GENDERS[word]) if word in pronouns.GENDERS else (_MANY[word], None)
        found = self._antecedents.antecedent(span, kinds, gender, self._barred(index))
        if kinds is _GROUP and (people := self._antecedents.people_before(span, found)):
            return Referent(self._phrase(people, index).entity, f"‘{word}’: the people told of right before", (people,))
        if found is None and gender and not self._around(index, own_words=True):
            found = self._antecedents.named_next(span, gender, self._barred(index))
        if found is None:
            return Referent(None, f"‘{word}’ of whom nobody is named before", (span,))
        return Referent(found.entity, f"‘{word}’: {found.rule}", found.spans)

    def _relation(self, tokens: Sequence[str], span: Span, index: int) -> Referent | None:
        """Return the one other person of the surname of whoever *her brother* belongs to (our stories: three right, none wrong)."""
        role = role_of(tokens[-1])
        if not role or "relative" not in role.sets or tokens[-1] != singular(tokens[-1]):
            return None
        owner = self._pronoun(tokens[0], Span(span.start, span.start + len(tokens[0])), index)
        kin = self._entities.of_surname(owner.entity, role.gender) if owner and owner.entity else []
        if len(kin) != 1 or not owner:
            return None
        return Referent(kin[0], f"‘{tokens[-1]}’: the one other of that surname", (kin[0].names[0].span,))

    def _first_person(self, word: str, span: Span, index: int) -> Referent:
        if outer := self._around(index, own_words=True):
            if word in pronouns.SIDE and (side := self._side(outer[0], span)):
                return side
            return Referent(outer[0], f"‘{word}’ inside a quotation: the one who is quoted", self._statements[outer[1]].source)
        voice = self._heard.at(span)
        if voice and voice.form == "office" and voice.name and not self._author:
            speaker = self._sources.named("person", self._text[slice(*voice.name)], voice.name)
            return Referent(speaker, f"‘{word}’ of one who says what they are", (voice.name,))
        if voice and voice.name and (entity := self._sources.named_at(voice.name)):
            return Referent(entity, f"‘{word}’ where the text speaks itself ({voice.form}): whose voice it is", (voice.name,))
        if voice and voice.form == "talk":
            return Referent(None, f"‘{word}’ in a turn of a conversation that does not tell whose it is", (span,))
        if (name := self._heard.only) and not self._asks(span) and (only := self._sources.named_at(name)):
            return Referent(only, f"‘{word}’: the one voice of the text", (name,))
        if outer := self._around(index, own_words=False):
            return Referent(outer[0], f"‘{word}’ inside a statement: the one whose it is", self._statements[outer[1]].source)
        if author := self._author:
            return Referent(author, f"‘{word}’ in the outlet's own text: its author, by the byline or the title")
        return Referent(None, f"‘{word}’ of whom no name is given", (span,))

    def _side(self, entity: Entity, span: Span) -> Referent | None:
        """Return the organisation that somebody speaks for: their *we* at ``span`` means their side.

        An officer of whom no organisation is told, *its chair*, *finance chief Ada Lund*, speaks for the one most spoken of before.
        """
        if entity.kind != "person":
            return None
        if entity.affiliation:
            words = self._text[slice(*entity.affiliation)]
            named = next((body for _, body in self._entities.within(entity.affiliation)), None)
            body = named or self._entities.called(words.casefold(), entity.affiliation.start)
            if body is None or body.kind != "organisation":
                return None
            return Referent(body, f"‘we’ inside a quotation: the side of {entity.full}", (entity.affiliation,))
        if not entity.role or OFFICERS.isdisjoint(entity.sets):
            return None
        found = self._antecedents.antecedent(span, ORGANISATION)
        return (
            Referent(found.entity, f"‘we’ inside a quotation: the side of {entity.full}, {found.rule}", found.spans)
            if found
            else None
        )

    def _second_person(self, span: Span, index: int) -> Referent:
        parent = self._statements[index].parent
        for where in self._statements[parent].addressee if parent is not None else ():
            for _, entity in self._entities.within(where):
                return Referent(entity, "‘you’ inside a statement: the one who is addressed", (where,))
        if self._quoted(index) and (before := self._spoke_before(index)):
            return Referent(before[0], "‘you’ inside a quotation: who was quoted right before", self._statements[before[1]].source)
        if (to := self._heard.addressed(span)) and not self._quoted(index):
            asked = self._sources.named_at(to) or self._phrase(to, index).entity
            return Referent(asked, "‘you’ where the text speaks itself: whom it addresses", (to,))
        return Referent(None, "‘you’ of whom no name is given", (span,))

    def _spoke_before(self, index: int) -> tuple[Entity, int] | None:
        """Return who spoke right before the quotation that holds a statement, and in which one, where one of the two asks."""
        parent = self._statements[index].parent
        while parent is not None and self._statements[parent].kind != "direct":
            parent = self._statements[parent].parent
        own = self.found[parent] if parent is not None else None
        if parent is None or own is None:
            return None
        begins, ends = _place(self._statements[parent]), self._statements[parent].content[-1].end
        before: list[tuple[int, int]] = []
        for other in range(max(0, parent - AROUND), min(len(self.found), parent + AROUND)):
            end = max((span.end for span in _spans(self._statements[other])), default=0)
            found = self.found[other]
            if begins - TURN < end <= begins and found and found.entity and found.entity is not own.entity:
                before.append((end, other))
        end, other = max(before, default=(0, 0))
        found = self.found[other] if before else None
        asked = "?" in self._text[max(0, end - NEAR) : ends]
        return (found.entity, other) if asked and found and found.entity else None

    def _quoted(self, index: int) -> bool:
        """Say whether a statement stands in the own words of another that is no voice of the text."""
        parent = self._statements[index].parent
        while parent is not None:
            if self._statements[parent].kind == "direct" and self._heard.whole.isdisjoint(self._statements[parent].content):
                return True
            parent = self._statements[parent].parent
        return False

    def _relative(self, span: Span, index: int) -> Referent:
        start = max(self._antecedents.sentence(span.start)[0], span.start - NEAR)
        for name, entity in reversed([*self._entities.between(start, span.start)]):
            if len(TOKEN.findall(self._text, name.span.end, span.start)) <= 6:
                return Referent(entity, "a relative pronoun: whom it follows", (name.span,))
        before = self._text[start : span.start].rstrip(" ,")
        if match := source_phrases.NOUN_BEFORE.search(before):
            return self._phrase(Span(start + match.start(), start + match.end()), index)
        return Referent(None, "a relative pronoun whose noun is no name", (span,))

    def _around(self, index: int, *, own_words: bool) -> tuple[Entity, int] | None:
        """Return the nearest speaker around a statement, and in which one; ``own_words``: in whose words it stands."""
        parent = self._statements[index].parent
        while parent is not None:
            around, found = self._statements[parent], self.found[parent]
            own = around.kind in ("direct", "mixed") or not self._heard.whole.isdisjoint(around.content)
            if found and found.entity and (own or not own_words):
                return found.entity, parent
            parent = around.parent
        return None

    def _barred(self, index: int) -> set[int]:
        """Return whom a third person cannot mean: those in whose own words it stands, and whom they address."""
        source = self._statements[index].source
        voice = self._heard.at(source[0]) if source else None
        sides = (voice.name, self._heard.addressed(source[0]) if voice.form == "turn" else voice.to) if source and voice else ()
        barred = {id(entity) for side in sides if side and (entity := self._sources.named_at(side))}
        parent = self._statements[index].parent
        while parent is not None:
            found = self.found[parent]
            if found and found.entity and self._statements[parent].kind == "direct":
                barred.add(id(found.entity))
            parent = self._statements[parent].parent
        return barred

    def _asks(self, span: Span) -> bool:
        """Say whether the paragraph ends in a question mark."""
        end = self._text.find("\n", span.end)
        line = self._text[max(span.end, end - NEAR if end >= 0 else len(self._text) - NEAR) : end if end >= 0 else None]
        return line.rstrip().endswith("?")

    @cached_property
    def _author(self) -> Entity | None:
        written = names(self._byline) if self._byline else []
        words = written[0].text if written else self._byline or (author_in(self._title) if self._title else None)
        if not words or len(written) > 1:
            return None
        known = (m for m in self._entities.all if m.kind == "person" and any(name.text == words for name in m.names))
        return next(known, None) or self._sources.named("person", words, None)


def resolve(
    story: Story,
    statements: Sequence[Statement],
    entities: Entities,
    voiced: Sequence[Voice],
    seen: Mapping[Heart, Evidence] = MappingProxyType({}),
) -> tuple[tuple[Statement, ...], tuple[Speaker, ...], tuple[Label, ...]]:
    """Return the statements with their speakers, the speakers in order of appearance, and the labels hung on them.

    ``entities`` and ``voiced`` are the story's; parents come before their children in ``statements``.
    """
    resolver = _Resolver(story, statements, entities, voiced, seen)
    for index in sorted(range(len(statements)), key=lambda i: (statements[i].depth, _place(statements[i]))):
        resolver.resolve(index)
    found = resolver.found
    told = (*(item.entity for item in found if item and item.entity), *(m for m in entities.all if m.labels))
    used = list({id(entity): entity for entity in told}.values())
    number = {id(entity): index for index, entity in enumerate(used)}
    resolved = tuple(
        _with_speaker(statement, item, number, seen.get(heart(statement)))
        for statement, item in zip(statements, found, strict=True)
    )
    labels = sorted(
        (Label(span, entity.full, "the outlet") for entity in used for span in entity.labels), key=lambda label: label.span
    )
    return resolved, tuple(_speaker(entity) for entity in used), tuple(labels)


def _place(statement: Statement) -> int:
    return min((span.start for span in _spans(statement)), default=0)


def _spans(statement: Statement) -> tuple[Span, ...]:
    return (*statement.source, *statement.cue, *statement.content)


def _with_speaker(statement: Statement, found: Referent | None, number: dict[int, int], seen: Evidence | None) -> Statement:
    if found is None:
        return replace(statement, speaker_kind="open")
    entity = found.entity
    named = entity is not None and entity.full is not None
    return replace(
        statement,
        speaker=entity.full if entity else None,
        speaker_index=number[id(entity)] if entity else None,
        speaker_kind=entity.kind if entity and named else _no_name(entity, seen),
        unnamed=not named,
        why=(*statement.why, Reason("speaker", found.rule, found.spans)),
    )


def _no_name(entity: Entity | None, seen: Evidence | None) -> NoName:
    """Return why a source has no name: as the network has it, else by what is known of whom it describes."""
    if seen and seen.kinds:
        return max(_NO_NAMES, key=lambda kind: seen.kinds.get(kind, 0.0))
    return "group" if entity and entity.several else "anonymous"


def _speaker(entity: Entity) -> Speaker:
    mentions = tuple(sorted({name.span for name in entity.names}))
    return Speaker(
        name=entity.full,
        kind=entity.kind,
        names=tuple(dict.fromkeys(name.text for name in entity.names)),
        mentions=mentions,
        role=entity.role,
        affiliation=entity.affiliation,
        description=None if mentions else entity.description,
        several=entity.several,
        labels=tuple(entity.labels),
    )
