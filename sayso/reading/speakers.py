"""Speakers: from a story's statements to who their sources are, across names, roles, pronouns, capitals and what has no name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sayso.reading.cast import Cast, Member, is_noun_of
from sayso.reading.lists import governments, roles, singular
from sayso.reading.names import Name, names
from sayso.reading.voices import Voice
from sayso.story import Label, Reason, Span, Speaker, Spans, Statement, Story

_FIRST = frozenset(["i", "me", "my", "mine", "myself"])
_WE = frozenset(["we", "us", "our", "ours", "ourselves"])
_SECOND = frozenset(["you", "your", "yours"])
_HE = {"he": "m", "him": "m", "his": "m", "himself": "m", "she": "f", "her": "f", "hers": "f", "herself": "f"}
_IT = frozenset(["it", "its", "itself"])
_THEY = frozenset(["they", "them", "their", "theirs", "themselves"])
_OWNERS = frozenset(["my", "our", "your", "his", "her", "its", "their"])
_SAYINGS = frozenset(["claim", "word", "statement", "remark", "view", "opinion", "comment", "account", "testimony", "argument", "theory",
                      "speech", "tweet", "post", "message", "belief", "position", "accusation", "allegation", "promise", "hope"])  # fmt: skip
"""Nouns of saying: *his claims* are his."""
_RELATIVE = frozenset(["who", "whom", "whose", "which", "that"])
_DEFINITE = frozenset(["the", "this", "that", "these", "those", "his", "her", "its", "their", "our", "my"])
_SOME = frozenset(["a", "an", "some", "several", "many", "most", "few", "other", "another", "one", "two", "three", "four", "five", "six",
                   "dozens", "hundreds", "various", "both", "all", "no", "any", "every", "each", "more", "at"])  # fmt: skip
_ADJUNCT = re.compile(r"\s(?:of|for|from|at|in|on|with|who|whom|whose|which|that|near|inside|close|familiar|briefed|involved|published|released|to|by|and)\s|,|\s\(")
_PREPOSITION = re.compile(r"\b(?:of|for|from|at|in|on|with|to|by|about|against|who|which|that|and|near|under)\b|,")
_TOKEN = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*")
_APPOSED = re.compile(r"(?:[^,.;:!?\n]{0,60}),\s(?:[A-Z][\w.]*\s){0,3}")
_POSSESSIVE = re.compile(r"^(?:['’]s?|\s['’]s)(?=\W)")
_BODIES = frozenset(["alliance", "bloc", "body", "organisation", "organization", "company", "firm", "group", "agency", "club", "team", "union",
                     "association", "charity", "operator", "watchdog", "regulator", "league", "federation", "institution", "outlet", "business",
                     "retailer", "manufacturer", "maker", "carrier", "lender", "startup", "network", "side", "party"])  # fmt: skip
"""Nouns that stand for an organisation whatever its name is."""
_PAPERS = frozenset(["document", "report", "study", "paper", "text", "publication", "filing", "research", "findings"])
"""Nouns that take up a document by another name."""
_STATES = frozenset(["government", "country", "state", "nation", "republic", "kingdom", "administration", "authorities"])

_WIDE = frozenset(["person", "politician", "official", "national", "worker", "leader", "artist", "athlete", "executive"])
"""Sets that many roles share: they say too little of whom a noun means."""

DECAY = 0.6
"""What is left of a mention's weight from one sentence to the next, in the search for whom a pronoun stands for. Speakers right on
our own stories and on GUM dev: .712 and .584 with .4 or .6, .705 and .575 with .8, .695 and .562 with .9."""
SPOKE = 2.0
"""Weight of having been the source of a statement, beside 1 of having been named."""
OPENED = 1.5
"""Weight of a mention that opens its sentence, where subjects stand."""
UNSURE = 0.3
"""Weight of a member of whom nothing but a capital letter says what it is."""
HORIZON = 12
"""Sentences before a pronoun in which its antecedent is sought."""

_STOP = re.compile(r"[.!?]['\"”’»)\]]*\s|\n")


@dataclass(frozen=True, slots=True)
class _Found:
    member: Member | None
    rule: str
    spans: Spans = ()


class _Resolver:
    def __init__(self, story: Story, statements: Sequence[Statement], cast: Cast, voiced: Sequence[Voice]) -> None:
        self.story, self.text, self.statements, self.cast, self.voices = story, story.text, statements, cast, voiced
        self.members: list[Member | None] = [None] * len(statements)
        self.spoke: list[tuple[Span, Member]] = []
        self.described: dict[str, Member] = {}
        self.sentences = [0, *(match.end() for match in _STOP.finditer(self.text))]

    def source(self, index: int) -> _Found | None:
        """Return who the source of a statement is; None where it has none."""
        statement = self.statements[index]
        if not statement.source:
            return None
        span = self._trimmed(statement.source[0])
        words = self.text[slice(*span)]
        tokens = [match.group().casefold() for match in _TOKEN.finditer(words)]
        if not tokens:
            return _Found(None, "no word")
        shouted = words.isupper() and len(words) > 1  # US is no pronoun
        if len(tokens) == 1 and not shouted and (found := self._pronoun(tokens[0], span, index)):
            return found
        if len(tokens) > 1 and tokens[0] in _OWNERS and singular(tokens[-1]) in _SAYINGS:
            owner = next(_TOKEN.finditer(self.text, *span))
            if found := self._pronoun(tokens[0], Span(*owner.span()), index):
                return found
        if tokens[-1] == "himself" or tokens[-1] == "herself":
            tokens = tokens[:-1]
        return self._phrase(span, index)

    def _trimmed(self, span: Span) -> Span:
        words = self.text[slice(*span)]
        lead = re.match(r"(?:[\s\"“”'‘(\[,]|(?:by|according to)\s)*", words, re.IGNORECASE)
        start = span.start + (lead.end() if lead else 0)
        kept = self.text[start : span.end].rstrip(" ,;:\"”’")
        kept = re.sub(r"\s?['’]s?$", "", kept)
        return Span(start, start + len(kept)) if kept else span

    # -- pronouns ---------------------------------------------------------------------------------------------------------------

    def _pronoun(self, word: str, span: Span, index: int) -> _Found | None:
        if word in _FIRST or word in _WE:
            return self._first_person(word, span, index)
        if word in _SECOND:
            return self._addressed(span, index)
        if word in _HE:
            return self._antecedent(span, index, {"person"}, _HE[word], f"‘{word}’")
        if word in _IT:
            return self._antecedent(span, index, {"organisation", "government", "document"}, None, f"‘{word}’")
        if word in _THEY:
            found = self._antecedent(span, index, {"group", "organisation", "unnamed", "government"}, None, f"‘{word}’")
            return found
        if word in _RELATIVE:
            return self._relative(span, index)
        return None

    def _first_person(self, word: str, span: Span, index: int) -> _Found:
        if outer := self._speaker_around(index, quoted=True):
            member, holder = outer
            return _Found(member, f"‘{word}’ inside a quotation: the one who is quoted", self.statements[holder].source)
        voice = next((voice for voice in self.voices if voice.span.start <= span.start < voice.span.end), None)
        if voice and (member := self._named_at(voice.name)):
            return _Found(member, f"‘{word}’ in a {voice.form}: whose voice it is", (voice.name,))
        if voice := self._only_voice(span):
            return voice
        if outer := self._speaker_around(index, quoted=False):
            return _Found(outer[0], f"‘{word}’ inside a statement: the one whose it is", self.statements[outer[1]].source)
        if author := self._author():
            return _Found(author, f"‘{word}’ in the outlet's own text: its author, by the byline")
        return _Found(None, f"‘{word}’ of whom no name is given", (span,))

    def _only_voice(self, span: Span) -> _Found | None:
        """Return the one voice of a text that has but one, outside of the questions that are put to it."""
        names_of = {voice.name for voice in self.voices}
        line_end = self.text.find("\n", span.end)
        line = self.text[span.end : line_end if line_end >= 0 else len(self.text)]
        if len(names_of) != 1 or line.rstrip().endswith("?"):
            return None
        (name,) = names_of
        member = self._named_at(name)
        return _Found(member, "the one voice of the text", (name,)) if member else None

    def _author(self) -> Member | None:
        byline = self.story.byline
        written = names(byline) if byline else []
        if not byline or len(written) > 1:
            return None
        words = written[0].text if written else byline
        for member in self.cast.members:
            if member.kind == "person" and any(name.text == words for name in member.names):
                return member
        return self._new_member("person", words, Span(0, 0), "the byline").member

    def _speaker_around(self, index: int, *, quoted: bool) -> tuple[Member, int] | None:
        """Return the nearest speaker around a statement, with his statement's index; ``quoted``: in whose own words it stands."""
        parent = self.statements[index].parent
        while parent is not None:
            member, around = self.members[parent], self.statements[parent]
            whole = any(voice.span in around.content for voice in self.voices)
            if member and (not quoted or whole or around.kind in ("direct", "mixed")):
                return member, parent
            parent = self.statements[parent].parent
        return None

    def _named_at(self, span: Span) -> Member | None:
        for _, member in self.cast.within(span):
            if member.kind == "person":
                return member
        return next((member for _, member in self.cast.within(span)), None) or self._by_role(span, headline=True)

    def _addressed(self, span: Span, index: int) -> _Found:
        parent = self.statements[index].parent
        if parent is not None:
            for where in self.statements[parent].addressee:
                for _, member in self.cast.within(where):
                    return _Found(member, "‘you’ inside a statement: the one who is addressed", (where,))
        answers = [voice for voice in self.voices if voice.form == "interview"]
        if answers and not any(voice.span.start <= span.start < voice.span.end for voice in answers):
            if member := self._named_at(answers[0].name):
                return _Found(member, "‘you’ in a question: the one who is interviewed", (answers[0].name,))
        return _Found(None, "‘you’ of whom no name is given", (span,))

    def _relative(self, span: Span, index: int) -> _Found:
        near = next((item for item in self.cast.before(span.start) if span.start - item[0].span.end <= 60), None)
        if near and "." not in self.text[near[0].span.end : span.start]:
            between = self.text[near[0].span.end : span.start]
            if len(_TOKEN.findall(between)) <= 6:
                return _Found(near[1], "a relative pronoun: whom it follows", (near[0].span,))
        left = max(self._sentence(span.start)[0], span.start - 60)
        words = self.text[left : span.start].rstrip(" ,")
        phrase = re.search(r"(?:\b(?:the|a|an|some|several|many|those|one)\b[^,;:]*|\b\w+)$", words, re.IGNORECASE)
        if phrase and phrase.group():
            return self._phrase(Span(left + phrase.start(), left + phrase.end()), index)
        return _Found(None, "a relative pronoun whose noun is no name", (span,))

    def _antecedent(
        self, span: Span, index: int, kinds: set[str], gender: str | None, what: str, *, roleless: bool = False
    ) -> _Found:
        """Weigh all that was named or spoke before: the nearer, the more often and the more prominent, the likelier.

        ``roleless`` lets only those count of whom the story tells no role: *the actor* may be one of them.
        """
        first, number = self._sentence(span.start)
        barred = self._barred(index)
        weights: dict[int, float] = {}
        last: dict[int, tuple[Member, Span]] = {}
        horizon = self.sentences[max(0, number - HORIZON)]

        def weigh(member: Member, at: int, weight: float, where: Span) -> None:
            alone = gender is not None and member.kind == "unnamed" and not member.several
            if not (member.kind in kinds or alone) or id(member) in barred or (roleless and (member.sets or alone)):
                return
            if gender and member.gender and member.gender != gender:
                return
            known = (1.3 if gender and member.gender == gender else 1.0) * (1.0 if member.sure else UNSURE)
            distance = number - self._sentence(at)[1]
            weights[id(member)] = weights.get(id(member), 0) + weight * known * DECAY**distance
            last[id(member)] = (member, where)

        for name, member in reversed(self.cast.before(span.start)):
            if name.span.start >= horizon and name.span.end < span.start:
                opened = name.span.start - self._sentence(name.span.start)[0] < 25
                weigh(member, name.span.start, OPENED if opened else 1.0, name.span)
        for where, member in self.spoke:
            if horizon <= where.start < span.start:
                weigh(member, where.start, SPOKE, where)
        if not weights:
            return _Found(None, f"{what} of whom nobody is named before", (span,))
        best = max(weights, key=weights.__getitem__)
        member, where = last[best]
        if gender and member.gender is None:
            member.gender = gender
        mention = max((n.span for n in member.names if n.span.end <= span.start), default=where)
        return _Found(member, f"{what}: the one most spoken of before", (mention,))

    def _barred(self, index: int) -> set[int]:
        """Return whom a pronoun of the third person cannot mean: those in whose own words it stands."""
        found: set[int] = set()
        parent = self.statements[index].parent
        while parent is not None:
            member = self.members[parent]
            if member and self.statements[parent].kind == "direct":
                found.add(id(member))
            parent = self.statements[parent].parent
        return found

    def _sentence(self, at: int) -> tuple[int, int]:
        from bisect import bisect_right

        number = bisect_right(self.sentences, at) - 1
        return self.sentences[number], number

    # -- phrases ----------------------------------------------------------------------------------------------------------------

    def _phrase(self, span: Span, index: int) -> _Found:
        words = self.text[slice(*span)]
        adjunct = _ADJUNCT.search(words)
        head_end = span.start + (adjunct.start() if adjunct else len(words))
        held = self.cast.within(span)
        head = Span(span.start, head_end)
        in_head = [(name, member) for name, member in held if name.span.start < head_end]
        persons = [(name, member) for name, member in held if member.kind == "person" and self._heads(name, member, span)]
        for name, member in sorted(persons, key=lambda item: not item[1].sure):
            if member.sure or len(name.words) > 1:
                return _Found(member, "named in the source", (name.span,))
        noun, noun_at = self._noun(head)
        for name, member in self.cast.within(Span(head_end, span.end + 60)):
            between = self.text[(head_end if name.span.start < span.end else span.end) : (name.title or name.span).start]
            fits = member.kind == "person" if self._is_role(noun) else member.kind != "person"
            if (self._is_role(noun) and between == " ") or (fits and _APPOSED.fullmatch(between)):
                return _Found(member, "named in apposition to the source", (name.span,))
        if in_head:
            name, member = in_head[-1]
            rest = self.text[name.span.end : head_end]
            if not rest.strip(" '’s]"):
                if member.kind == "government":
                    return _Found(member, f"‘{name.text}’ stands for {member.full}", (name.span,))
                return _Found(member, "named in the source", (name.span,))
            if noun and is_noun_of("organisations", noun) and not self._is_role(noun):
                return self._organisation(Span(name.span.start, head_end), index)
        return self._described(span, head, noun, noun_at, index)

    def _heads(self, name: Name, member: Member, span: Span) -> bool:
        """Say whether a name is what its phrase is about: it owns nothing, and stands behind no preposition but that of its role."""
        if self._owns(name, span):
            return False
        before = re.sub(r"\([^()]*\)", " ", self.text[span.start : (name.title or name.span).start])
        return not _PREPOSITION.search(before) or (member.role is not None and span.start <= member.role.start < name.span.start)

    def _owns(self, name: Name, span: Span) -> bool:
        """Say whether a name only owns what the source is: *Moe's lawyer*."""
        match = _POSSESSIVE.match(self.text[name.span.end : name.span.end + 4])
        return bool(match) and bool(self.text[name.span.end + match.end() if match else 0 : span.end].strip())

    def _noun(self, head: Span) -> tuple[str, Span]:
        tokens = [(m.group(), m.start(), m.end()) for m in _TOKEN.finditer(self.text, *head)]
        if not tokens:
            return "", head
        word, start, end = tokens[-1]
        return word.casefold(), Span(start, end)

    def _is_role(self, noun: str) -> bool:
        return noun in roles() or singular(noun) in roles()

    def _described(self, span: Span, head: Span, noun: str, noun_at: Span, index: int) -> _Found:
        words = [m.group().casefold() for m in _TOKEN.finditer(self.text, *head)]
        opening = words[0] if words else ""
        headline = self.statements[index].where in ("headline", "deck")
        definite = opening in _DEFINITE or (headline and opening not in _SOME)
        several = noun != singular(noun) and singular(noun) in roles() or is_noun_of("groups", noun)
        if noun in _STATES and (found := self._state(head)):
            return found
        if self._is_role(noun) and noun == singular(noun) and definite and (member := self._by_role(head, headline=headline, index=index)):
            known = member.role or next((name.span for name in member.names), None)
            return _Found(member, f"‘{noun}’ is the role of {member.full}", (known,) if known else ())
        if self._is_role(noun) and noun == singular(noun) and opening in ("the", "this"):
            gender = (roles().get(noun) or roles()[singular(noun)]).gender
            found = self._antecedent(span, index, {"person"}, gender if gender != "-" else "", f"‘{noun}’", roleless=True)
            if found.member:
                return found
        if self._is_role(noun) and opening == "the" and not headline and self._is_office(head):
            return self._new_description(head, "unnamed", "an office in capitals, which one person holds", named=True)
        if self._is_role(noun) and (noun != singular(noun) or not is_noun_of("organisations", noun)):
            return self._new_description(span, "unnamed", f"‘{noun}’ without a name", several=noun != singular(noun))
        if noun != singular(noun) and is_noun_of("organisations", noun) and opening not in ("the", "its", "their"):
            return self._new_description(span, "unnamed", f"‘{noun}’ without a name", several=True)
        if is_noun_of("organisations", noun) or noun in _BODIES:
            return self._organisation(head, index, definite=definite)
        if is_noun_of("documents", noun):
            return self._document(head, noun, definite=definite)
        if is_noun_of("groups", noun) or several:
            return self._new_description(span, "unnamed", f"‘{noun}’: people without a name", several=True)
        if held := self.cast.within(span):
            name, member = held[0]
            return _Found(member, "named in the source", (name.span,))
        return self._new_description(span, "unnamed", "nobody is named")

    def _is_office(self, head: Span) -> bool:
        words = [m.group() for m in _TOKEN.finditer(self.text, *head)][1:]
        return bool(words) and all(word[0].isupper() for word in words)

    def _document(self, head: Span, noun: str, *, definite: bool) -> _Found:
        known = [member for member in self.described.values() if member.kind == "document"]
        same = [m for m in known if (m.name or "").casefold().split()[-1:] == [noun]]
        if definite and (same or (known and noun in _PAPERS)):
            member = (same or known)[-1]
            return _Found(member, f"‘{noun}’: the document told of before", (member.description,) if member.description else ())
        return self._new_description(head, "document", f"a document: ‘{noun}’", named=True)

    def _state(self, head: Span) -> _Found | None:
        for word in _TOKEN.finditer(self.text, *head):
            if country := governments().get(word.group()):
                for member in self.cast.members:
                    if member.name == country.name:
                        return _Found(member, f"the government of {country.name}", (Span(*word.span()),))
                return self._new_member("government", country.name, Span(*word.span()), f"the government of {country.name}")
        return None

    def _by_role(self, head: Span, *, headline: bool, index: int | None = None) -> Member | None:
        """Return the one of the cast whose role the phrase names: same noun before same set, nearest before, in a headline any."""
        words = [m.group().casefold() for m in _TOKEN.finditer(self.text, *head)]
        wanted: tuple[str, ...] = ()
        phrase = ""
        for start in range(max(0, len(words) - 3), len(words)):
            candidate = " ".join(words[start:])
            if role := roles().get(candidate) or roles().get(singular(candidate)):
                wanted, phrase = role.sets, candidate
                gender = role.gender
                break
        else:
            return None
        barred = self._barred(index) if index is not None else set()
        best: tuple[float, Member] | None = None
        for member in self.cast.members:
            if member.kind != "person" or id(member) in barred or (gender in ("m", "f") and member.gender not in (None, gender)):
                continue
            # The noun's own set has to be one of the member's, or the other way round: *the minister* may be a foreign minister.
            if wanted[0] not in member.sets and not member.own & set(wanted) - _WIDE:
                continue
            at = [name.span.start for name in member.names]
            before = [place for place in at if place < head.start]
            near = max(before) / (len(self.text) + 1) if before else (-0.2 if headline else -1.5) - min(at) / (len(self.text) + 1)
            spoke = any(other is member for _, other in self.spoke)
            score = 2.0 * (phrase in member.nouns) + (wanted[0] in member.own) + near + 0.5 * spoke
            if best is None or score > best[0]:
                best = (score, member)
        return best[1] if best else None

    def _organisation(self, phrase: Span, index: int, *, definite: bool = True) -> _Found:
        words = self.text[slice(*phrase)]
        bare = re.sub(r"^(?:the|a|an|its|his|her|their)\s+", "", words.replace("[", "").replace("]", ""), flags=re.IGNORECASE)
        noun = bare.split()[-1].casefold() if bare.split() else ""
        if definite:
            fits = [
                member
                for name, member in self.cast.before(phrase.start) + self.cast.mentions
                if member.kind == "organisation" and any(noun == w.casefold() for n in member.names for w in n.words)
            ]
            if fits and len(bare.split()) == 1:
                return _Found(fits[0], f"‘{noun}’ is what {fits[0].full} calls itself", (fits[0].names[0].span,))
            if noun in _BODIES and len(bare.split()) == 1:
                found = self._antecedent(phrase, index, {"organisation"}, None, f"‘{noun}’")
                if found.member and found.member.kind == "organisation":
                    return found
        return self._new_member("organisation", bare, phrase, "an organisation by its own words")

    # -- those whom no name in the cast stands for -------------------------------------------------------------------------------

    def _new_description(self, span: Span, kind: str, rule: str, *, several: bool = False, named: bool = False) -> _Found:
        words = re.sub(r"^(?:the|a|an)\s+", "", self.text[slice(*span)], flags=re.IGNORECASE)
        key = f"{kind} {words.casefold()}"
        member = self.described.get(key)
        if member is None:
            member = Member(kind if kind == "document" else "person" if named else "unnamed", description=span, several=several)  # type: ignore[arg-type]
            member.name = words if named else None
            self.described[key] = member
        return _Found(member, rule, (span,))

    def _new_member(self, kind: str, name: str, span: Span, rule: str) -> _Found:
        key = f"{kind} {name.casefold()}"
        member = self.described.setdefault(key, Member(kind, name=name, description=span))  # type: ignore[arg-type]
        return _Found(member, rule, (span,))


def resolve(
    story: Story, statements: Sequence[Statement], cast: Cast, voiced: Sequence[Voice]
) -> tuple[tuple[Statement, ...], tuple[Speaker, ...], tuple[Label, ...]]:
    """Return the statements with their speakers, the speakers in order of appearance, and the labels hung on them.

    Parents come before their children in ``statements``. The method is a sieve (Raghunathan et al. 2010): names before roles
    before pronouns, each source taken in the order of the text, so that one that is resolved helps the next.
    """
    resolver = _Resolver(story, statements, cast, voiced)
    found: list[_Found | None] = [None] * len(statements)
    order = sorted(range(len(statements)), key=lambda i: (_place(statements[i]), statements[i].depth))
    waiting = [i for i in order if statements[i].parent is None] + sorted((i for i in order if statements[i].parent is not None), key=lambda i: statements[i].depth)
    for index in waiting:
        got = resolver.source(index)
        found[index] = got
        if got and got.member:
            resolver.members[index] = got.member
            if statements[index].parent is None:
                resolver.spoke.append((statements[index].source[0], got.member))
    for member in cast.members:
        if member.kind == "organisation" and any(f and f.member is member for f in found) and member.gender:
            member.kind = "person"
    used: list[Member] = []
    for member in (*(f.member for f in found if f and f.member), *(m for m in cast.members if m.labels)):
        if not any(member is other for other in used):
            used.append(member)
    number = {id(member): i for i, member in enumerate(used)}
    done = tuple(_with_speaker(statement, item, number) for statement, item in zip(statements, found, strict=True))
    labels = tuple(sorted((Label(span, member.full, "the outlet") for member in used for span in member.labels), key=lambda label: label.span))
    return done, tuple(_speaker(story.text, member) for member in used), labels


def cast_of(story: Story) -> Cast:
    """Return the cast of a story: a headline in capitals holds only names that stand in the rest too."""
    text = story.text
    found = names(text)
    if story.headline:
        body = [name for name in found if name.span.start >= (story.headline.end if story.headline else 0)]
        known = {word for name in body for word in name.words}
        found = [n for n in found if n in body or n.government or all(w in known for w in n.words) or not _title_case(text[slice(*story.headline)])]
    if story.body:
        # Section lines and bylines name nobody of whom the story tells.
        heads = [part for part in (story.headline, story.deck) if part]
        found = [n for n in found if n.span.start >= story.body.start or any(a <= n.span.start < b for a, b in heads)]
    if story.dateline:
        found = [name for name in found if not (story.dateline.text.start <= name.span.start < story.dateline.text.end)]
    return Cast(text, found)


def _title_case(line: str) -> bool:
    words = [word for word in _TOKEN.findall(line) if len(word) > 3]
    return sum(word[0].isupper() for word in words) > 0.7 * len(words)


def _place(statement: Statement) -> int:
    return min((span.start for span in (*statement.source, *statement.cue, *statement.content)), default=0)


def _with_speaker(statement: Statement, found: _Found | None, number: dict[int, int]) -> Statement:
    if found is None:
        return statement
    member = found.member
    return replace(
        statement,
        speaker=member.full if member else None,
        speaker_index=number[id(member)] if member else None,
        unnamed=member is None or member.full is None,
        why=(*statement.why, Reason("speaker", found.rule, found.spans)),
    )


def _speaker(text: str, member: Member) -> Speaker:
    mentions = tuple(sorted({name.span for name in member.names}))
    used = tuple(dict.fromkeys(text[slice(*span)] for span in mentions))
    return Speaker(
        member.full, member.kind, used, mentions, member.role, member.affiliation, member.description if not mentions else None,
        member.several, tuple(member.labels),
    )  # fmt: skip
