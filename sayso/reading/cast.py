"""The cast: from a story's names to those who bear them, each with the names, roles and labels that the story gives it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sayso.reading.lists import governments, nouns, roles, singular
from sayso.reading.names import Name
from sayso.story import Span, SpeakerKind

_SUFFIXES = frozenset(["Jr", "Jr.", "Sr", "Sr.", "II", "III", "IV", "MP", "QC", "KC", "MD", "PhD"])
_WORD = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*\.?")
_ARTICLE = re.compile(r"(?:the|a|an|its|his|her|their|our)\s+", re.IGNORECASE)
_NOT_IN_ROLES = re.compile(r"[.;:!?\n\"“”‘()]|\b(?:that|told|said|says|and|but|as|with|by|to|from|in|on|when|while|who|which|is|was|has|had)\b")
_APPOSITION = re.compile(r",\s+(?:who (?:is|was|serves as|heads?|leads?)\s+)?(?:(?:the|a|an|its|his|her|their|then)\s+)?(?P<words>[^,;.:!?\n\"“”()—–]{2,90})")
_IS = re.compile(r"\s+(?:is|was|became|remains|serves as)\s+(?:(?:the|a|an|its|his|her)\s+)(?P<words>[^,;.:!?\n\"“”()—–]{2,60})")
_LABEL = re.compile(
    r"[,]?\s+(?P<label>\((?:also |officially |formally )?(?:{0})\b[^()\n]{{2,160}}\)|(?<=,\s)(?:{0})\b(?= (?:as|in|by|a|an|for)\b)[^,;.\n()]{{2,120}})".format(
        "designated|listed|labell?ed|branded|recogni[sz]ed|declared|banned|outlawed|sanctioned|considered|described|classified|deemed|"
        "known|convicted|wanted|accused|suspended|expelled|dubbed|added|put on|included|entered|registered"
    )
)
"""The outlet's own words behind a name: a participle of naming or judging, in brackets or between commas."""

_BEHIND_BODY = re.compile(r"\s(?:\([^()\n]{1,80}\)\s)?")
_OF_BODY = re.compile(r"(?P<role>[^\W\d_]+(?:[ -][^\W\d_]+)?)\s(?:of|at|for|in)\s(?:the\s)?$")
_LEGISLATURES = re.compile(
    r"\b(?:parliament|senate|congress|assembly|council|house|duma|rada|knesset|bundestag|bundesrat|sejm|majlis|diet|legislature|"
    r"riksdag|storting|folketing|cortes|national people's congress)\b",
    re.IGNORECASE,
)

_NOUN_NEXT = re.compile(r"\s(?!(?:on|in|at|about|of|for|to|and|with|by|from|is|was|has|said|says|tells?|who)\b)[a-z]")

_EXTENT = 150
"""Characters before and behind a name in which its role is sought."""


@dataclass(slots=True, eq=False)
class Member:
    """One of the cast. ``own`` and ``sets`` are the first and all sets of its roles' nouns (``roles.tsv``), ``nouns`` these themselves."""

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
        """Whether more than a capital letter says what kind it is: a first name, a title, a role, a noun of organisations."""
        return bool(self.gender or self.sets or any(name.kind for name in self.names) or not self.names)

    @property
    def full(self) -> str | None:
        """The canonical name: the country's, or the fullest name used."""
        if self.name or not self.names:
            return self.name
        return max(self.names, key=lambda name: (len(name.words), len(name.text), -name.span.start)).text


def _surname(words: Sequence[str]) -> str:
    kept = [word for word in words if word not in _SUFFIXES] or list(words)
    return kept[-1].casefold()


class Cast:
    """Everybody and everything that a story names, found by name, by role and by place."""

    def __init__(self, text: str, found: Iterable[Name]) -> None:
        self.text = text
        self.members: list[Member] = []
        self.mentions: list[tuple[Name, Member]] = []
        self._gather(list(found))
        self._starts = [name.span.start for name, _ in self.mentions]
        for name, member in self.mentions:
            self._describe(name, member)

    def persons(self) -> list[Span]:
        """Return where people are named: by what is surely a person's name, or looks like one and is followed by no noun."""
        return [
            name.span
            for name, member in self.mentions
            if member.kind == "person" and (member.sure or (len(name.words) > 1 and not _NOUN_NEXT.match(self.text, name.span.end)))
        ]

    def within(self, span: Span) -> list[tuple[Name, Member]]:
        """Return the mentions that stand in ``span``, in order."""
        low = bisect_right(self._starts, span.start - 1)
        found = []
        for name, member in self.mentions[low:]:
            if name.span.start >= span.end:
                break
            found.append((name, member))
        return found

    def before(self, at: int) -> list[tuple[Name, Member]]:
        """Return the mentions that end before ``at``, the nearest first."""
        return [item for item in reversed(self.mentions[: bisect_right(self._starts, at - 1)]) if item[0].span.end <= at]

    def _gather(self, found: list[Name]) -> None:
        of: dict[int, Member] = {}
        for index, name in enumerate(found):  # full names first, so that one that comes later explains a surname before it
            if len(name.words) > 1 or name.government:
                of[index] = self._of_full(name)
        surnames = {word for member in self.members if member.kind == "person" for n in member.names for word in (n.words[0], n.words[-1])}
        recent: dict[str, Member] = {}
        for index, name in enumerate(found):
            member = of.get(index) or self._of_short(name, surnames, recent, found[index - 1] if index else None, of.get(index - 1))
            of[index] = member
            self.mentions.append((name, member))
            for word in (name.words[-1], name.words[0]):
                recent[word.casefold()] = member

    def _of_full(self, name: Name) -> Member:
        if name.government:
            for member in self.members:
                if member.name == name.government:
                    member.names.append(name)
                    return member
            return self._new(name, name.kind or "government", name.government)
        words = {word.casefold().rstrip(".") for word in name.words}
        for member in self.members:
            for other in member.names:
                theirs = {word.casefold().rstrip(".") for word in other.words}
                if len(other.words) < 2 or member.kind == "government":
                    continue
                if words == theirs or (
                    name.kind != "organisation" and member.kind == "person" and _surname(name.words) == _surname(other.words)
                    and _first_names_fit(name.words, other.words)
                ):  # fmt: skip
                    return self._add(member, name)
        return self._new(name, name.kind or "person")

    def _of_short(self, name: Name, surnames: set[str], recent: dict[str, Member], last: Name | None, previous: Member | None) -> Member:
        word = name.words[0]
        if name.kind != "organisation" or word in surnames:
            held = recent.get(word.casefold())
            fits = [m for m in self.members if m.kind == "person" and self._bears(m, word) and _genders_fit(m.gender, name.gender)]
            if fits:
                return self._add(held if held in fits else fits[0] if len(fits) == 1 else _nearest(fits, name), name)
        bracketed = last and previous and self.text[last.span.end : name.span.start] in (" (", " (the ") and previous.kind != "person"
        if bracketed and previous and name.kind == "organisation":
            return self._add(previous, name)
        for member in self.members:
            if member.kind not in ("organisation", "person") or member.name:
                continue
            for other in member.names:
                letters = "".join(w[0] for w in other.words if w[0].isupper())
                same = other.words == name.words or (
                    not member.gender and (other.words[0] == word or (word.isupper() and len(word) > 1 and letters == word.replace(".", "")))
                )
                if same:
                    return self._add(member, name)
        return self._new(name, name.kind or ("person" if name.gender else "organisation"))

    def _bears(self, member: Member, word: str) -> bool:
        return any(_surname(n.words) == word.casefold() or (len(n.words) > 1 and n.words[0] == word) for n in member.names)

    def _new(self, name: Name, kind: SpeakerKind, canonical: str | None = None) -> Member:
        member = Member(kind, [name], gender=name.gender, name=canonical)
        self.members.append(member)
        return member

    def _add(self, member: Member, name: Name) -> Member:
        member.names.append(name)
        member.gender = member.gender or name.gender
        if name.kind == "person":
            member.kind = "person"
        return member

    def _describe(self, name: Name, member: Member) -> None:
        """Note the role that stands before or behind a name, with its affiliation, and the label that the outlet hangs on it."""
        if label := _LABEL.match(self.text, name.span.end):
            member.labels.append(Span(*label.span("label")))
        if member.kind == "government":
            return
        if name.title:
            self._take_role(member, name.title)
        left = max(0, name.span.start - _EXTENT)
        before = self.text[left : (name.title or name.span).start]
        cut = max((match.end() for match in _NOT_IN_ROLES.finditer(re.sub(r"\([^()]*\) $", lambda m: " " * len(m[0]), before))), default=0)
        words = before[cut:]
        apposed = words.rstrip().endswith(",")
        words = words.rstrip().rstrip(",")
        if not apposed:
            words = words.split(",")[-1]
        elif "," in words:
            words = words[words.rindex(",") + 1 :]
        if words.strip():
            self._role_in(member, Span(left + cut + before[cut:].index(words), left + cut + before[cut:].index(words) + len(words)), last=True)
        self._role_of_body(name, member)
        for pattern in (_APPOSITION, _IS):
            if behind := pattern.match(self.text, name.span.end):
                self._role_in(member, Span(*behind.span("words")), last=False)

    def _role_of_body(self, name: Name, member: Member) -> None:
        """Take the role of *member of the Federation Council (upper house) Gleb Moe*, where a body stands between role and name."""
        place = bisect_right(self._starts, name.span.start - 1)
        body = self.mentions[place - 1][0] if place else None
        if body is None or not _BEHIND_BODY.fullmatch(self.text[body.span.end : (name.title or name.span).start]):
            return
        before = self.text[max(0, body.span.start - 60) : body.span.start]
        if match := _OF_BODY.search(before):
            start = body.span.start - len(before) + match.start("role")
            self._take_role(member, Span(start, start + len(match["role"])))
            member.affiliation = member.affiliation or body.span

    def _role_in(self, member: Member, span: Span, *, last: bool) -> None:
        """Take the role that ``span`` ends with (``last``) or opens with; other words than those of a role do not make one."""
        tokens = [(m.group(), m.start(), m.end()) for m in _WORD.finditer(self.text, *span)]
        stop = next((i for i, (word, *_) in enumerate(tokens) if word in ("of", "for", "at", "in", "with", "from", "on", "who", "and")), len(tokens))
        head = tokens if last else tokens[: stop or len(tokens)]
        for end in range(len(head), 0, -1):
            if last and end < len(head):
                break
            for start in range(max(0, end - 4), end):
                phrase = " ".join(word for word, *_ in head[start:end]).casefold()
                if phrase in roles() or singular(phrase) in roles():
                    self._take_role(member, Span(head[start][1], head[end - 1][2]))
                    return

    def _take_role(self, member: Member, span: Span) -> None:
        noun = self.text[slice(*span)].casefold().replace(".", "")
        noun = noun if noun in roles() else singular(noun)
        near = self.text[max(0, span.start - 50) : span.end + 50]
        if noun.split()[-1:] == ["member"] and _LEGISLATURES.search(near):
            # A member of a parliament is called a lawmaker, a senator, a deputy.
            member.own.add("legislator")
            member.sets |= {"legislator", "politician"}
        if role := roles().get(noun):
            if member.kind == "organisation" and not any(name.kind == "organisation" for name in member.names):
                member.kind = "person"
            member.own.add(role.sets[0])
            member.sets |= set(role.sets)
            member.nouns.add(noun)
            if member.gender is None and role.gender in ("m", "f"):
                member.gender = role.gender
        else:
            member.nouns.add(noun)
        if member.kind == "person" and (member.role is None or (member.role.end - member.role.start) < span.end - span.start):
            member.role = span
            member.affiliation = self._affiliation(span) or member.affiliation

    def _affiliation(self, role: Span) -> Span | None:
        """Return the organisation or country right before a role, or behind it and ``of``, ``for`` or ``at``."""
        for name, member in self.within(Span(max(0, role.start - 60), role.start)):
            if member.kind in ("organisation", "government") and self.text[name.span.end : role.start] in (" ", "'s ", "’s "):
                return name.span
        if match := re.compile(r"\s+(?:of|for|at|with|in)\s+(?:the\s+)?").match(self.text, role.end):
            for name, member in self.within(Span(match.end(), match.end() + 1)):
                if member.kind != "person":
                    return name.span
        before = self.text[max(0, role.start - 40) : role.start].rstrip().rsplit(" ", 1)[-1]
        if (country := governments().get(before)) and country.way == "demonym":
            end = self.text.rindex(before, 0, role.start) + len(before)
            return Span(end - len(before), end)
        return None


def _first_names_fit(one: Sequence[str], other: Sequence[str]) -> bool:
    a, b = one[0].rstrip(".").casefold(), other[0].rstrip(".").casefold()
    return a == b or (1 in (len(a), len(b)) and a[0] == b[0]) or (min(len(a), len(b)) > 2 and (a.startswith(b) or b.startswith(a)))


def _genders_fit(one: str | None, other: str | None) -> bool:
    return one is None or other is None or one == other


def _nearest(members: list[Member], name: Name) -> Member:
    def last_before(member: Member) -> int:
        return max((n.span.start for n in member.names if n.span.start < name.span.start), default=-1)

    return max(members, key=last_before)


def is_noun_of(kind: str, noun: str) -> bool:
    """Say whether a noun, in any number, is in the list of ``kind``."""
    noun = noun.casefold()
    return noun in nouns(kind) or singular(noun) in nouns(kind)
