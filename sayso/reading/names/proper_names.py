"""Names: from a text to the proper names in it, with the titles, roles and nouns that say what bears them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sayso.language.en.lists import (
    given_names,
    governments,
    is_common,
    is_noun_of,
    is_people,
    namesakes,
    proper_groups,
    roles,
    titles,
)
from sayso.language.en.proper_nouns import (
    ADJECTIVE,
    ARTICLE,
    BEFORE_NAMES,
    FIRST_OF_BODIES,
    LINKS,
    OF,
    OF_MANY,
    OFFICE_OF,
    OPENERS,
    PARTICLES,
    STATE_BODY,
    SUFFIXES,
    VERB_OR_NAME,
)
from sayso.reading.names.capitals import INITIAL, LONGEST, NICKNAME, Token, is_capital, is_surname, runs, title_at
from sayso.story import Span, SpeakerKind

LONGEST_PERSON = 4
"""Words of a person's name that stands right behind another one."""
_SMALL = re.compile(r"\b[^\W\d_A-Z][^\W_]*\b")
_QUESTION = re.compile(r"[^.!?\n]{1,300}\?")
_NEXT = re.compile(r" ([a-z]+)\b")
_SENTENCE = re.compile(r"(?:^|[.!?:;…—–][\"'”’»)\]]*\s*|\n(?:[^\S\n]*|[\"'”’»)\]]+\s*)|[\"“‘«‹„(\[]\s*|^\s*[-•*]\s*)$")


@dataclass(frozen=True, slots=True)
class Name:
    """A proper name where it stands: ``span`` without title, article and possessive, ``kind`` and ``gender`` if its words tell.

    ``government`` is what the words stand for if they stand for one; ``title`` is what stands right before them; ``nickname`` is
    what stands between them in quotation marks or brackets.
    """

    span: Span
    words: tuple[str, ...]
    kind: SpeakerKind | None = None
    gender: str | None = None
    title: Span | None = None
    government: str | None = None
    nickname: str | None = None

    @property
    def text(self) -> str:
        """The words of the name, a space between."""
        return " ".join(self.words)

    @property
    def first_names(self) -> tuple[str, ...]:
        """What somebody is called before the surname."""
        return (self.words[0], *((self.nickname,) if self.nickname else ()))


def names(text: str, start: int = 0, end: int | None = None) -> list[Name]:
    """Return the proper names of ``text[start:end]`` in order. Time is linear in its length."""
    end = len(text) if end is None else end
    found_runs = runs(text, start, end)
    # Whoever is called Rick Price is meant by *Price said*, whatever prices the text tells of in small letters.
    surnames = {run[at][0].casefold() for run in found_runs for at in range(1, len(run)) if is_surname(run, at)}
    small = set(_SMALL.findall(text, start, end)) - surnames
    found: list[Name] = []
    for run in found_runs:
        found.extend(_names_of(text, run, small, surnames))
    return found


def opens_sentence(text: str, at: int) -> bool:
    """Say whether what stands at an offset opens a sentence, a line, a quotation or what a colon announces."""
    return bool(_SENTENCE.search(text, max(0, at - 6), at))


def _names_of(text: str, run: list[Token], small: set[str], surnames: set[str]) -> Iterator[Name]:
    """Cut a run into names: at titles and roles, at ``and`` between two names, and behind a word that only opens a sentence."""
    at = 0
    while at < len(run) and run[at][0] in BEFORE_NAMES:
        at += 1
    if at == len(run):
        return
    first, start, _ = run[at]
    if opens_sentence(text, start):
        alone = at + 1 == len(run) or (not is_capital(run[at + 1][0]) and is_people(first.casefold()))
        opens = _only_opens(first, small, alone=alone and first.casefold() not in surnames) or (
            alone and (_describes(text, run[at]) or _is_many(text, run[at]))
        )
        at += not title_at(run, at) and (
            opens or (first == VERB_OR_NAME and not alone and not title_at(run, at + 1) and _asks(text, start))
        )
    elif first.casefold() in OPENERS and first.casefold() not in titles() and not first.isupper():
        at += 1
    while at < len(run):
        if not is_capital(run[at][0]):
            at += 1
            continue
        stop = at + 1
        title: Span | None = None
        opening = at
        length = title_at(run, at)
        if (
            length
            and at + 1 == len(run)
            and run[at][0].casefold() in surnames
            and not ARTICLE.search(text, max(0, run[at][1] - 4), run[at][1])
        ):
            length = 0
        while length and at + length < len(run) and (more := title_at(run, at + length)):
            length += more
        if length:
            stop = at + length
            if stop < len(run) and is_capital(run[stop][0]) and run[stop][1] - run[stop - 1][2] < 2:
                title = Span(run[at][1], run[stop - 1][2])
                at = stop
                stop = at + 1
            else:
                at = stop
                continue
        while stop < len(run):
            word = run[stop][0]
            if not is_capital(word):
                if not _goes_on(run, at, stop):
                    break
            elif (length := title_at(run, stop)) and (stop + length < len(run) or word.casefold() in roles()):
                break
            stop += 1
        if behind := 0 if title else _person_behind(text, run[at:stop]):
            stop = at + behind
        piece = run[at:stop]
        while not is_capital(piece[-1][0]):
            piece.pop()
        if title and _is_of_the_name(run[opening:at], piece):
            title, piece = None, run[opening:at] + piece
        if piece[-1][0] not in proper_groups() and not (len(piece) == 1 and _is_adjective(piece[0][0])):
            if len(piece) == 1 and piece[0][0] not in governments() and _leads_on(run, stop):
                # Virginia Governor Ada Lund, Republican Florida Sen. Owen Vane: where they hold office, and nobody.
                yield Name(Span(*piece[0][1:]), (piece[0][0],), "organisation")
            else:
                yield _name(text, piece, title, text[slice(*title)].casefold().replace(".", "") if title else "")
        at = stop


def _leads_on(run: Sequence[Token], at: int) -> bool:
    """Say whether a title with a name behind it stands at ``at``, right behind another word of the run."""
    length = title_at(run, at) if at < len(run) and run[at][1] - run[at - 1][2] == 1 else 0
    behind = at + length
    return length > 0 and behind < len(run) and is_capital(run[behind][0]) and run[behind][1] - run[behind - 1][2] == 1


def _person_behind(text: str, piece: Sequence[Token]) -> int:
    """Return where, in what looks like one name, a person's whole one begins behind that of a place or a body; 0 for nowhere.

    *Ambassador to Skerrin Ada Lund* is of Skerrin, and *director of the Institute of Fish Owen Vane* is not called Fish.
    """
    words = [word for word, *_ in piece]
    for at in range(max(1, len(piece) - LONGEST_PERSON), len(piece) - 1):
        name, place = words[at:], words[:at]
        if (
            name[0] in given_names()
            and namesakes().get(name[0]) not in ("given", "first")
            and is_capital(place[-1])
            and not any(map(_is_organisation, name))
            and LINKS.isdisjoint(name)
            and namesakes().get(name[-1].casefold()) is None
            and place[0] not in given_names()
            and (
                " ".join(place) in governments()
                or any(map(_is_organisation, place))
                or OFFICE_OF.search(text, max(0, piece[0][1] - 10), piece[0][1])
            )
        ):
            return at
    return 0


def _is_of_the_name(title: Sequence[Token], piece: Sequence[Token]) -> bool:
    """Say whether a title is but the first word of what is no person: *the Republican Party*, *the Boxer Relief Prize*."""
    last = piece[-1][0]
    called = _is_organisation(last) or namesakes().get(last.casefold()) == "last"
    return called and len(title) == 1 and title[0][0][-1] != "." and (len(piece) > 1 or title[0][0] in FIRST_OF_BODIES)


def _only_opens(word: str, small: set[str], *, alone: bool) -> bool:
    """Say whether a word has its capital from the sentence that it opens: it is common, or stands in ``small`` elsewhere."""
    low = word.casefold()
    if word in given_names() or (word.isupper() and len(word) > 1 and (word in governments() or low not in OPENERS)):
        return False
    return low in OPENERS or low in small or (alone and is_common(low))


def _asks(text: str, at: int) -> bool:
    """Say whether the sentence that opens at an offset is a question, such as one that opens with a verb."""
    return bool(_QUESTION.match(text, at))


def _describes(text: str, token: Token) -> bool:
    """Say whether a word has an adjective's ending, and a noun for people without a name follows: *Diplomatic sources*."""
    word, _, end = token
    behind = _NEXT.match(text, end)
    return bool(behind and ADJECTIVE.search(word) and word not in governments() and is_common(behind[1]))


def _is_many(text: str, token: Token) -> bool:
    """Say whether a word ends as a plural does, and a verb behind it says that it is one: *Installers keep telling us*."""
    word, _, end = token
    return word.endswith("s") and not word.isupper() and bool(OF_MANY.match(text, end))


def _is_adjective(word: str) -> bool:
    country = governments().get(word)
    return country is not None and country.way in ("demonym", "people")


def _goes_on(run: Sequence[Token], start: int, at: int) -> bool:
    """Say whether the name that begins at ``start`` of the run goes on over the small word at ``at``."""
    word = run[at][0]
    if word in LINKS:
        before = [w for w, *_ in run[max(start, at - LONGEST) : at]]
        # "Ministry of Trade and Labour", but "Port Ellery and the Skerrin islands" are two.
        return word == "&" or (any(map(_is_organisation, before)) and not OF.isdisjoint([word, *before]))
    return word in PARTICLES and at - start < 4


def _is_organisation(word: str) -> bool:
    return is_noun_of("organisations", word.rstrip("."))


def _with_brackets(text: str, span: Span) -> Span:
    """Return a span with both of the brackets of which one stands in it: those of "[Antony] Blinken"."""
    start, end = span
    opening, closing = text.find("[", start, end), text.find("]", start, end)
    start -= closing >= 0 and not 0 <= opening < closing and text[start - 1 : start] == "["
    end += opening >= 0 and closing < opening and text[end : end + 1] == "]"
    return Span(start, end)


def _name(text: str, piece: Sequence[Token], title: Span | None, title_words: str) -> Name:
    words = tuple(word for word, *_ in piece)
    span = _with_brackets(text, Span(piece[0][1], piece[-1][2]))
    joined = " ".join(words)
    if namesakes().get(words[-1].casefold()) == "last":
        title = None  # The Governor Bray Bridge is no governor.
    called = NICKNAME.search(text, *span) if len(piece) > 1 else None
    nickname = called.group().strip(" \"“”‘’'()") if called else None
    gender: str | None = None
    given = given_names().get(words[0].title() if words[0].isupper() and len(words[0]) > 3 else words[0])
    if given in ("m", "f"):
        gender = given
    if (country := governments().get(joined)) and country.way in ("country", "capital", "building") and not title:
        kind_of_state: SpeakerKind = "organisation" if STATE_BODY.search(country.name) else "government"
        return Name(span, words, kind_of_state, None, title, country.name)
    kind: SpeakerKind | None = None
    if title or nickname:
        kind = "person"
        if (known := titles().get(title_words)) and known.gender in ("m", "f"):
            gender = known.gender
    elif "&" in words or _is_organisation(words[-1]) or (not LINKS.isdisjoint(words) and any(map(_is_organisation, words))):
        kind, gender = "organisation", None
    elif len(words) > 1 and (given or any(INITIAL.match(word) and word not in governments() for word in words[:2])):
        kind = "person"
    elif len(words) == 1 and words[0].isupper() and 1 < len(words[0].replace(".", "")) <= 6:
        kind = "organisation"
    elif len(words) > 1 and (
        _is_organisation(words[0]) or (1 < len(words[-1]) < 5 and words[-1].isupper() and words[-1] not in SUFFIXES)
    ):
        kind, gender = "organisation", None
    return Name(span, words, kind, gender, title, nickname=nickname)
