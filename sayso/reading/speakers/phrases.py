"""Phrases: from the one that names or describes a source to who it is: a name, a role, a body, a document, somebody unnamed."""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import chain, takewhile

from sayso.language.en import source_phrases
from sayso.language.en.lists import (
    Role,
    anonymous,
    governments,
    is_noun_of,
    proper_groups,
    role_at_end,
    role_of,
    singular,
)
from sayso.language.en.noun_sorts import BODIES, PAPERS, SORTS, STATES, TEAM, is_body
from sayso.language.en.proper_nouns import NOUN_NEXT
from sayso.language.en.words import TOKEN
from sayso.reading.names.entities import Entities, Entity
from sayso.reading.names.proper_names import Name, opens_sentence
from sayso.reading.speakers.antecedents import FAR, ORGANISATION, PERSON, Antecedents, Referent
from sayso.story import Span, SpeakerKind

_APPOSED = re.compile(r"(?:[^,.;:!?\n]{0,60}),\s(?:[A-Z][\w.]*\s){0,3}")

BEHIND = 60
"""Characters behind a source in which the name of the one it describes may stand in apposition."""


class SourcePhrases:
    """Knows who the phrases of one story name or describe: the entities, and those whom no name in it stands for."""

    def __init__(self, text: str, entities: Entities, antecedents: Antecedents) -> None:
        self._text, self._entities, self._antecedents = text, entities, antecedents
        self._described: dict[tuple[str, str], Entity] = {}
        self._documents: dict[str, Entity] = {}
        self._of_other_sorts: dict[str | None, set[int]] = {}
        self._unnamed_by_noun: dict[str, tuple[str, Entity]] = {}
        self._nouns = frozenset(chain.from_iterable(entity.nouns for entity in entities.all))
        self._states = {entity.name: entity for entity in entities.all if entity.kind == "government"}

    def phrase(self, span: Span, *, headline: bool, barred: Collection[int] = ()) -> Referent:
        """Return who the phrase at ``span`` is. ``headline``: it lacks its articles; ``barred``: identities that it cannot have."""
        text = self._text
        adjunct = source_phrases.ADJUNCT.search(text[slice(*span)])
        head = Span(span.start, span.start + adjunct.start() if adjunct else span.end)
        held = self._entities.within(span)
        head, noun = self._headed(head)
        for name, entity in held:
            # Words that might be a person's name are a firm's where it is called one: *the operator, Ash Marine*.
            if noun in BODIES and entity.gender is None and name.span.start >= head.end and self._follows(head, name):
                entity.kind = "organisation"
        persons = [item for item in held if item[1].kind == "person" and self._heads(*item, span)]
        # Of two, one that a noun follows only tells whose the other is: *a Vane campaign lawyer, Ann Ash*.
        persons = [item for item in persons if not NOUN_NEXT.match(text, item[0].span.end, span.end)] or persons
        for name, entity in sorted(persons, key=lambda item: not item[1].sure):
            if entity.sure or len(name.words) > 1:
                return _by_name(name, entity)
        if apposed := self._named_before(span):
            return apposed
        role = role_of(noun)
        for name, entity in self._entities.within(Span(head.end, span.end + BEHIND)):
            if name.title and name.title.start < span.end <= name.span.start:
                return Referent(entity, "named behind the title in the source", (name.span,))
            between = text[(head.end if name.span.start < span.end else span.end) : (name.title or name.span).start]
            inside = name.span.start < span.end
            fits = bool(role) if entity.kind == "person" else not role or noun in BODIES or (inside and entity.told)
            near = inside or (entity.kind == "person" and entity.sure)
            apposition = _APPOSED if near else source_phrases.RIGHT_BEHIND
            if (role and between == " ") or (fits and apposition.fullmatch(between)):
                return _by_name(name, entity, "named in apposition to the source")
        in_head = [item for item in held if item[0].span.start < head.end]
        if in_head:
            name, entity = in_head[-1]
            if not text[name.span.end : head.end].strip(" '’s]"):
                stands = f"‘{name.text}’ stands for {entity.full}"
                return _by_name(name, entity, stands) if entity.kind == "government" else _by_name(name, entity)
            if entity.kind == "government" and noun in STATES:
                return Referent(entity, f"the government of {entity.full}", (name.span,))
            if is_noun_of("organisations", noun) and not role:
                return self._organisation(Span(name.span.start, head.end), definite=True)
        return self._description(span, head, noun, headline=headline, barred=barred) or (
            _by_name(*held[0]) if held else self.unnamed(span, "nobody is named")
        )

    def named_at(self, span: Span) -> Entity | None:
        """Return who is named in ``span``, rather a person, else who holds the role that it names."""
        held = [entity for _, entity in self._entities.within(span)]
        person = next((entity for entity in held if entity.kind == "person"), None)
        return person or (held[0] if held else self._antecedents.by_role(span, headline=True))

    def named(self, kind: SpeakerKind, name: str, span: Span | None) -> Entity:
        """Return the one of a kind and name whom the story does not name, the same one each time."""
        return self._described.setdefault((kind, name.casefold()), Entity(kind, name=name, description=span))

    def _headed(self, head: Span) -> tuple[Span, str]:
        """Return a head and its noun, without what is told of it behind: *a paper now circulating*."""
        words = [*TOKEN.finditer(self._text, *head)]
        for at in reversed(range(len(words))):
            noun, behind = words[at].group().casefold(), words[at + 1 : at + 2]
            if _is_noun(noun) and all(source_phrases.TELLS.search(word.group()) for word in behind):
                return Span(head.start, words[at].end()) if behind else head, noun
        return head, words[-1].group().casefold() if words else ""

    def _named_before(self, span: Span) -> Referent | None:
        """Return the person in apposition to whom a phrase stands: *Ines Moe, a chemist in Oslo, points out*."""
        if not source_phrases.APPOSES.match(self._text, *span):
            return None
        for name, entity in reversed(self._entities.within(Span(max(0, span.start - BEHIND), span.start))):
            if self._text[name.span.end : span.start] == ", " and entity.kind == "person":
                return Referent(entity, "named before what is said of them in the source", (name.span,))
        return None

    def _follows(self, head: Span, name: Name) -> bool:
        return bool(_APPOSED.fullmatch(self._text, head.end, (name.title or name.span).start))

    def _heads(self, name: Name, entity: Entity, span: Span) -> bool:
        """Say whether a name is what its phrase is about: it owns nothing, and no preposition but that of its role leads to it."""
        owns = source_phrases.POSSESSIVE.match(self._text[name.span.end : name.span.end + 4])
        if owns and self._text[name.span.end + owns.end() : span.end].strip():
            return False
        before = re.sub(r"\([^()]*\)", " ", self._text[span.start : (name.title or name.span).start])
        if not (leads := source_phrases.PREPOSITION.search(before)) or (
            entity.role is not None and span.start <= entity.role.start < name.span.start
        ):
            return True
        # A name right behind a common noun is in apposition to all that stands before it: *director of sport Ann Ash*.
        nouns = TOKEN.findall(before[leads.end() :]) if leads.group() == source_phrases.OF else []
        return (
            bool(nouns)
            and before.endswith(" ")
            and nouns[-1].islower()
            and not role_of(nouns[-1])
            and nouns[-1] not in source_phrases.DEFINITE
        )

    def _description(self, span: Span, head: Span, noun: str, *, headline: bool, barred: Collection[int]) -> Referent | None:
        """Return whom a phrase without a name of its own means, by its noun; None where the noun tells nothing."""
        opening = _opening(self._text, head)
        owned = source_phrases.OWNED.match(self._text, head.start, head.end)
        definite = opening in source_phrases.DEFINITE or bool(owned) or (headline and opening not in source_phrases.SOME)
        role, one = role_of(noun), noun == singular(noun)
        body = is_body(noun)
        people = governments().get(source_phrases.ARTICLE.sub("", self._text[slice(*head)]))
        if (noun in STATES or (people and people.way == "demonym" and opening == source_phrases.THE)) and (
            found := self._state(head, span)
        ):
            return found
        if (age := source_phrases.AGED.fullmatch(noun)) and (found := self._of_age(span, age[1], barred)):
            return found
        if role and one and (found := self._holder(head, noun, role, headline=headline, definite=definite, barred=barred)):
            return found
        if (
            not one
            and not headline
            and opening not in source_phrases.SOME
            and noun not in anonymous()
            and (group := self._group(span, head))
        ):
            return group
        if role and not (one and is_noun_of("organisations", noun)):
            return self.unnamed(span, f"‘{noun}’ without a name", several=not one)
        if body and not (is_noun_of("documents", noun) and opening in source_phrases.A):
            # A court, or a team of researchers, is one body, known by what is said of it; a bank is any bank.
            some = opening in source_phrases.SOME and not headline and SORTS.get(noun) != "state" and noun != TEAM
            if some if one else opening not in source_phrases.ALL:
                return self.unnamed(span, f"‘{noun}’ without a name", several=not one)
            return self._organisation(head, definite=definite)
        if is_noun_of("documents", noun):
            return self._document(span, head, noun, definite=definite)
        if is_noun_of("groups", noun):
            return self.unnamed(span, f"‘{noun}’: people without a name", several=True)
        return None

    def _of_age(self, span: Span, age: str, barred: Collection[int]) -> Referent | None:
        """Return whom *the 52-year-old* means: whoever was told to be of that age before, else the person most spoken of."""
        told = re.compile(rf", {age}\b")
        for match in told.finditer(self._text, max(0, span.start - FAR), span.start):
            held = self._entities.between(max(0, match.start() - BEHIND), match.start())
            if held and held[-1][0].span.end == match.start() and held[-1][1].kind == "person":
                return Referent(held[-1][1], f"the one who is {age}", (held[-1][0].span, Span(match.start() + 2, match.end())))
        return self._antecedents.antecedent(span, PERSON, "-", barred)

    def _holder(
        self, head: Span, noun: str, role: Role, *, headline: bool, definite: bool, barred: Collection[int]
    ) -> Referent | None:
        """Return the one person whom the singular ``noun`` of a role means; ``definite``: the phrase means somebody known.

        Of whom the story tells no such role is not meant, however much is spoken of them: *the doctor* may be anybody.
        """
        # Of two officials without a name, one is *the official*, unless somebody is called by that very noun.
        office = self._office(head) if not headline else None
        if definite and not office and noun not in self._nouns and (before := self._told_of(head, noun)):
            known = (before.description,) if before.description else ()
            return Referent(before, f"‘{noun}’: told of before, without a name", known)
        gone = not source_phrases.GONE.isdisjoint(self._text[slice(*head)].casefold().split())
        entity = self._antecedents.by_role(head, headline=headline, barred=barred) if definite and not gone else None
        called = entity and _role_words(self._text[slice(*head)]) in entity.nouns
        if definite and not (is_body(noun) or called) and (found := self._antecedents.introduced_behind(head, role, barred)):
            return found
        if entity:
            return Referent(entity, f"‘{noun}’ is the role of {entity.full}", (entity.role or entity.names[0].span,))
        if office:
            named = self.named("person", self._text[slice(*office)], office)
            return Referent(named, "an office in capitals, which one person holds", (office,))
        return None

    def _told_of(self, head: Span, noun: str) -> Entity | None:
        """Return the one without a name who was told of by this noun, and by no other words before it: no other minister."""
        told, before = self._unnamed_by_noun.get(noun, ("", None))
        return before if told.endswith(_role_words(self._text[slice(*head)])) else None

    def _group(self, span: Span, head: Span) -> Referent | None:
        """Return the group that is known by a proper name: *House Republicans*, *researchers at the University of Oland*."""
        words = [*TOKEN.finditer(self._text, *head)]
        if (of := source_phrases.OF_BODY.match(self._text, head.end, span.end)) and (held := self._entities.at(of.end())):
            name, entity = held
            if entity.kind == "organisation" and entity.sure and name.span.end <= span.end:
                called = source_phrases.ARTICLE.sub("", self._text[head.start : name.span.end])
                return Referent(self.named("group", called, span), "a group by the body that it belongs to", (name.span,))
        capitals = [*takewhile(lambda word: word.group()[0].isupper(), reversed(words))]
        if capitals and capitals[-1].group().casefold() in source_phrases.DEFINITE:
            capitals.pop()
        if len(capitals) == 1 and opens_sentence(self._text, capitals[0].start()):
            word = capitals[0].group()
            capitals = capitals if word in proper_groups() or word in governments() else []
        if not capitals:
            return None
        called = self._text[capitals[-1].start() : head.end]
        return Referent(self.named("group", called, head), "a group by its name", (head,))

    def _office(self, head: Span) -> Span | None:
        """Return the office that a phrase names, all in capitals: *the Chief Justice*, *my Lord the Speaker*; *Petitioner*."""
        words = [*TOKEN.finditer(self._text, *head)]
        capitals = [
            *takewhile(lambda word: word.group()[0].isupper() and word.group() != source_phrases.THE.title(), reversed(words))
        ]
        before = words[-len(capitals) - 1].group().casefold() if len(capitals) < len(words) else ""
        if not capitals or (before != source_phrases.THE and len(words) > 1):
            return None
        return Span(capitals[-1].start(), words[-1].end())

    def _state(self, head: Span, span: Span) -> Referent | None:
        """Return whose government a phrase means: *the Norwegian government*, *the government in Oslo*."""
        if behind := source_phrases.OF_STATE.match(self._text, head.end, span.end):
            held = self._entities.at(behind.end())
            if held and held[1].kind == "government":
                return Referent(held[1], f"the government of {held[1].full}", (held[0].span,))
        for word in TOKEN.finditer(self._text, *head):
            if country := governments().get(word.group()):
                entity = self._states.get(country.name) or self.named("government", country.name, Span(*word.span()))
                return Referent(entity, f"the government of {country.name}", (Span(*word.span()),))
        return None

    def _organisation(self, phrase: Span, *, definite: bool) -> Referent:
        """Return the body that is known by its own words: by those of ``phrase``, and of what it is: *the high court in Oland*."""
        noun = _bare(self._text[slice(*phrase)]).casefold()
        if definite and noun.isalpha():
            if entity := self._entities.called(noun, phrase.start):
                return Referent(entity, f"‘{noun}’ is what {entity.full} calls itself", (entity.names[0].span,))
            if noun in BODIES and (found := self._antecedents.antecedent(phrase, ORGANISATION, barred=self._others(noun))):
                return Referent(found.entity, f"‘{noun}’: {found.rule}", found.spans)
        if (of := source_phrases.OF_BODY.match(self._text, phrase.end)) and (held := self._entities.at(of.end())):
            phrase = Span(phrase.start, held[0].span.end)
        new = Entity("organisation", name=_bare(self._text[slice(*phrase)]), description=phrase)
        return Referent(self._described.setdefault(("organisation", noun), new), "an organisation by its own words", (phrase,))

    def _others(self, noun: str) -> set[int]:
        """Return the identities of the organisations of another sort than a noun's."""
        sort = SORTS.get(noun)
        if sort not in self._of_other_sorts:
            others = (entity for entity in self._entities.all if sort and not _may_be_called(entity, sort))
            self._of_other_sorts[sort] = {id(entity) for entity in others}
        return self._of_other_sorts[sort]

    def _document(self, span: Span, head: Span, noun: str, *, definite: bool) -> Referent:
        made = source_phrases.MADE_BY.match(self._text, head.end, span.end)
        maker = self._entities.at(made.end()) if made else None
        if maker and maker[0].span.end <= span.end:
            head, definite = Span(head.start, maker[0].span.end), False
        papers = (paper for told, paper in reversed(self._documents.items()) if told in PAPERS)
        last = next(papers, None) if noun in PAPERS else None
        if definite and (known := self._documents.get(noun, last)):
            if self._entities.within(head) and known.description and not self._entities.within(known.description):
                known.name = source_phrases.ARTICLE.sub("", self._text[slice(*head)])  # An official report: the Safety Board's.
            return Referent(known, f"‘{noun}’: the document told of before", (known.description,) if known.description else ())
        entity = self.named("document", source_phrases.ARTICLE.sub("", self._text[slice(*head)]), head)
        self._documents.pop(noun, None)
        self._documents[noun] = entity
        return Referent(entity, f"a document: ‘{noun}’", (head,))

    def unnamed(self, span: Span, rule: str, *, several: bool = False) -> Referent:
        """Return the one without a name whom the words at ``span`` describe, the same one for the same words."""
        words = source_phrases.ARTICLE.sub("", self._text[slice(*span)]).casefold()
        entity = self._described.setdefault(("unnamed", words), Entity("unnamed", description=span, several=several))
        if head := TOKEN.findall(source_phrases.ADJUNCT.split(words)[0]):
            self._unnamed_by_noun[singular(head[-1])] = (_role_words(source_phrases.ADJUNCT.split(words)[0]), entity)
        return Referent(entity, rule, (span,))


def _bare(phrase: str) -> str:
    """Return a phrase without its article and without an editor's brackets."""
    return source_phrases.ARTICLE.sub("", phrase.replace("[", "").replace("]", ""))


def _by_name(name: Name, entity: Entity, rule: str = "named in the source") -> Referent:
    return Referent(entity, rule, (name.span,), by_name=True)


def _opening(text: str, phrase: Span) -> str:
    first = TOKEN.search(text, *phrase)
    return first.group().casefold() if first else ""


def _is_noun(word: str) -> bool:
    return bool(role_of(word)) or word in BODIES or any(is_noun_of(kind, word) for kind in ("organisations", "documents", "groups"))


def _role_words(phrase: str) -> str:
    """Return the longest role, of three words at most, that a phrase ends with, in the singular: *prime minister*."""
    words = [word.casefold() for word in TOKEN.findall(phrase)]
    words[-1:] = [singular(word) for word in words[-1:]]
    return role_at_end(words)[0]


def _may_be_called(entity: Entity, sort: str) -> bool:
    """Say whether nothing in an organisation's names, or behind them, says that it is of another sort."""
    words = entity.nouns.union(*({word.casefold() for word in name.words} for name in entity.names))
    sorts = {SORTS[word] for word in words if word in SORTS}
    return not sorts or sort in sorts
