"""Roles: from where a story's names stand to what it says of those who bear them: role, affiliation, and the outlet's labels."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from itertools import takewhile

from sayso.language.en import appositions
from sayso.language.en.lists import governments, is_noun_of, roles, singular, titles
from sayso.language.en.noun_sorts import BODIES, LEGISLATURES, MEMBER, is_body
from sayso.language.en.proper_nouns import ARTICLE, NOUN_NEXT
from sayso.language.en.words import TOKEN_AND_POINT
from sayso.reading.names.entities import Entities, Entity
from sayso.reading.names.proper_names import Name
from sayso.story import Span

_BEHIND_BODY = re.compile(r",?\s(?:\([^()\n]{1,80}\)\s)?")
_NOUN_BEHIND = re.compile(r" ([a-z]+)\b")

_EXTENT = 150
"""Characters before and behind a name in which its role is sought."""


def describe(entities: Entities) -> Entities:
    """Note, for each mention of an entity, the role before or behind the name, its affiliation, and the label hung on it."""
    Describer(entities).all()
    return entities


class Describer:
    """Reads around the names of one story."""

    def __init__(self, entities: Entities) -> None:
        self._entities, self.text = entities, entities.text
        self.mentions = entities.mentions
        self._starts = [name.span.start for name, _ in entities.mentions]

    def all(self) -> None:
        """Read around every name."""
        for name, entity in self.mentions:
            self._describe(name, entity)
        for entity in self._entities.all:
            if entity.kind == "person" and not entity.sure and self._is_a_body(entity):
                entity.kind = "organisation"
        self._entities.index()

    def _describe(self, name: Name, entity: Entity) -> None:
        """Note the role that stands before or behind a name, with its affiliation, and the label that the outlet hangs on it."""
        label = appositions.LABEL.match(self.text, name.span.end)
        if label:
            entity.labels.append(Span(*label.span("label")))
        if entity.kind == "government":
            return
        if (behind := _NOUN_BEHIND.match(self.text, name.span.end)) and is_noun_of("organisations", behind[1]):
            entity.nouns.add(singular(behind[1]))
        if name.title:
            self._take_role(entity, name.title)
        if self._leads_to_another(name):
            return
        left = max(0, name.span.start - _EXTENT)
        before = self.text[left : (name.title or name.span).start]
        cut = max(
            (
                match.end()
                for match in appositions.NOT_IN_ROLES.finditer(re.sub(r"\([^()]*\) $", lambda m: " " * len(m[0]), before))
            ),
            default=0,
        )
        words = before[cut:]
        apposed = words.rstrip().endswith(",")
        words = words.rstrip().rstrip(",")
        if not apposed:
            words = words.split(",")[-1]
        elif "," in words:
            words = words[words.rindex(",") + 1 :]
        if words.strip():
            start = left + cut + before[cut:].index(words)
            self._role_in(entity, Span(start, start + len(words)), last=True, apposed=apposed)
            if field := appositions.OF_FIELD.search(words):
                self._role_in(entity, Span(start, start + field.start()), last=True, apposed=apposed)
            if not apposed:
                self._body_in(entity, Span(start, start + len(words)), last=True)
        self._role_of_body(name, entity)
        for pattern in () if label else (appositions.APPOSITION, appositions.IS):
            if behind := pattern.match(self.text, name.span.end):
                self._role_in(entity, Span(*behind.span("words")), last=False)
                self._body_in(entity, Span(*behind.span("words")), last=False)

    def _is_a_body(self, entity: Entity) -> bool:
        """Say whether one of whom nothing tells what it is has an article before its name, as no person has."""
        return any(
            ARTICLE.search(self.text, max(0, span.start - 4), span.start) and not NOUN_NEXT.match(self.text, span.end)
            for span in (name.span for name in entity.names if len(name.words) > 1)
        )

    def _body_in(self, entity: Entity, span: Span, *, last: bool) -> None:
        """Take the organisation's noun that ``span`` ends with (``last``), or that ends what it opens with, for the entity's."""
        words = [*TOKEN_AND_POINT.finditer(self.text, *span)]
        kept = words if last else [*takewhile(lambda word: word.group() not in appositions.ROLE_ENDS, words)]
        if not kept or (last and appositions.ADDRESSED.search(self.text, max(0, kept[-1].start() - 20), kept[-1].start())):
            return
        noun = kept[-1].group()
        # A producer may be a firm, and is rather a person.
        person = noun in roles() and noun not in BODIES
        if is_body(noun) and not person and entity.gender is None and not entity.personal:
            entity.kind = "organisation"
            entity.nouns.add(singular(noun))

    def _leads_to_another(self, name: Name) -> bool:
        """Say whether a title and another's name stand right behind: *his running mate, Skerrin Gov. Ruth Bray*."""
        place = bisect_right(self._starts, name.span.start)
        behind = self.mentions[place][0] if place < len(self.mentions) else None
        return bool(behind and behind.title and self.text[name.span.end : behind.title.start] == " ")

    def _role_of_body(self, name: Name, entity: Entity) -> None:
        """Take the role of *member of the Federation Council (upper house) Gleb Moe*, where a body stands between role and name."""
        place = bisect_left(self._starts, name.span.start)
        body = self.mentions[place - 1][0] if place else None
        if body is None or not _BEHIND_BODY.fullmatch(self.text[body.span.end : (name.title or name.span).start]):
            return
        before = self.text[max(0, body.span.start - 60) : body.span.start]
        if match := appositions.OF_BODY.search(before):
            start = body.span.start - len(before) + match.start("words")
            self._role_in(entity, Span(start, start + len(match["words"])), last=True)
            entity.affiliation = entity.affiliation or (body.span if entity.role else None)

    def _role_in(self, entity: Entity, span: Span, *, last: bool, apposed: bool = False) -> None:
        """Take the role that ``span`` ends with (``last``) or opens with; other words than those of a role do not make one.

        ``apposed``: a comma stands between it and the name, so that it is of one person only.
        """
        tokens = [(m.group(), m.start(), m.end()) for m in TOKEN_AND_POINT.finditer(self.text, *span)]
        if not last and tokens and tokens[0][0] in appositions.NO_ROLE_BEHIND:
            return
        stop = next((i for i, (word, *_) in enumerate(tokens) if word in appositions.ROLE_ENDS), len(tokens))
        head = tokens if last else tokens[:stop]
        for end in range(len(head), 0, -1):
            if last and end < len(head):
                break
            if not last and end < len(tokens) and tokens[end][0] in appositions.NO_ROLE_BEFORE:
                continue
            for start in range(max(0, end - 4), end):
                phrase = " ".join(word for word, *_ in head[start:end]).casefold()
                if phrase in roles() or (singular(phrase) in roles() and not apposed):
                    self._take_role(entity, Span(head[start][1], head[end - 1][2]))
                    return

    def _take_role(self, entity: Entity, span: Span) -> None:
        noun = self.text[slice(*span)].casefold().replace(".", "")
        if (title := titles().get(noun)) and noun not in roles():
            if title.role is None:
                return
            noun = title.role
        noun = noun if noun in roles() else singular(noun)
        near = self.text[max(0, span.start - 50) : span.end + 50]
        if noun.split()[-1:] == [MEMBER] and LEGISLATURES.search(near):
            # A member of a parliament is called a lawmaker, a senator, a deputy.
            entity.own.add("legislator")
            entity.sets |= {"legislator", "politician"}
        if role := roles().get(noun):
            if noun in BODIES:
                if entity.gender is None and not entity.personal:
                    entity.kind = "organisation"
            elif entity.kind == "organisation" and not entity.told:
                entity.kind = "person"
            entity.own.add(role.sets[0])
            entity.sets |= set(role.sets)
            entity.nouns.add(noun)
            if entity.gender is None and role.gender in ("m", "f"):
                entity.gender = role.gender
        else:
            entity.nouns.add(noun)
        if (entity.kind == "person" or noun in BODIES) and (
            entity.role is None or (entity.role.end - entity.role.start) < span.end - span.start
        ):
            entity.role = span
            entity.affiliation = self._affiliation(span) or entity.affiliation

    def _affiliation(self, role: Span) -> Span | None:
        """Return the organisation or country right before a role, or behind it and ``of``, ``for`` or ``at``."""
        for name, entity in self._entities.within(Span(max(0, role.start - 60), role.start)):
            if entity.kind in ("organisation", "government") and self.text[name.span.end : role.start] in (" ", "'s ", "’s "):
                return name.span
        if match := appositions.BELONGS_TO.match(self.text, role.end):
            held = self._entities.at(match.end())
            if held and held[1].kind != "person":
                return held[0].span
            if (noun := appositions.BODY_NOUN.match(self.text, match.end())) and self._entities.called(noun.group(), role.start):
                return Span(*noun.span())
        before = self.text[max(0, role.start - 40) : role.start].rstrip().rsplit(" ", 1)[-1]
        if (country := governments().get(before)) and country.way == "demonym":
            end = self.text.rindex(before, 0, role.start) + len(before)
            return Span(end - len(before), end)
        return None
