"""Runs: from a text to its runs of words with capitals, and to where titles and surnames stand in them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from sayso.language.en.lists import given_names, roles, titles
from sayso.language.en.proper_nouns import (
    ADDRESSED_OFFICES,
    DATES,
    FORMS_OF_ADDRESS,
    GENITIVE,
    JOINED_ARTICLES,
    LINKS,
    MONTHS_AND_NAMES,
    NEVER,
    OFFICES,
    PARTICLES,
    SUFFIXES,
)

LONGEST = 8
"""Words in a title or in a word of ``governments.tsv``, at most."""

_UPPER = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪĮİĶĹĻĽŁŃŅŇŌŐŒŔŘŚŞŠŤŪŮŰŲŹŻŽЀ-Я"
_WORD = re.compile(
    # Of letters with points what was no word from its first letter on is none from a later one.
    rf"(?<!(?<![\w&'’‑-])[{_UPPER}]\.)(?:[{_UPPER}]\.)++(?=[\s,;:'’)]|$)"
    rf"|[^\W_]+(?:[-‑][^\W_]+|['’](?!{GENITIVE}\b)[^\W\d_]+|&(?=[{_UPPER}])[^\W_]+)*\.?",
    re.UNICODE,
)
_WITHIN = PARTICLES | LINKS
_CAMEL = re.compile(r"[a-z]{1,5}[A-Z][a-z]")
INITIAL = re.compile(rf"^(?:[{_UPPER}]\.)+$")
_BETWEEN = frozenset([" ", " & ", "\u00a0", "] ", " ["])
"""What may stand between two words of a name; an editor's bracket may hold the first name of one: "[Antony] Blinken"."""

_INNER = rf"[{_UPPER}][^\W\d_]{{1,15}}(?: [^\W\d_]{{1,15}}){{0,2}}"
NICKNAME = re.compile(
    rf"(?<=[^\W\d_]{{2}}|[^\W\d_]\.) (?:[\"“‘']{_INNER}[\"”’']|\((?P<short>[{_UPPER}][a-zà-öø-ÿ]{{1,15}})\)) "
    rf"(?=[{_UPPER}][^\W_])"
)
"""What somebody is called, in marks or brackets between their names: *Wanda "Bee" Castellan*, *Edwin (Ned) Marsh*."""

_LAST_WORD = re.compile(r"(?<![\w.])[\w.]+$")

_GLUED = re.compile(rf"\b[{_UPPER}][^\W\d_]{{2,30}}")
_SEAM = re.compile(rf"(?<=[^\W\d_{_UPPER}])(?=[{_UPPER}])")
_COPY = re.compile(rf" (?:[(\"“]?[{_UPPER}][\w.'’-]{{0,30}}[)\"”]?,? ){{0,6}}(?:[{_UPPER}][\w'’]{{0,30}}-)?")
_COPY_LENGTH = 100
"""Characters of a name that stands twice, at most."""

Token = tuple[str, int, int]


def runs(text: str, start: int, end: int) -> list[list[Token]]:
    """Return the runs of capitalised words of ``text[start:end]``, with the small words between them that names may hold.

    A name that is repeated with other words glued on, *Ada Lund Ada Ruth LundMayor asks*, as the titles of links are in some
    pages, stands there once, and the words after it are others.
    """
    edges = [start, *(edge for copy in _copies(text, start, end) for edge in copy), end]
    return [run for left, right in zip(edges[::2], edges[1::2], strict=True) for run in _runs_of(text, left, right)]


def _runs_of(text: str, start: int, end: int) -> list[list[Token]]:
    within = [found.span() for found in NICKNAME.finditer(text, start, end) if _is_nickname(text, start, found)]
    starts = [at for at, _ in within]
    # Of the small words only those matter that names may hold: any other one between two names parts them by itself.
    matches = (
        match
        for match in _WORD.finditer(text, start, end)
        if (is_capital(match.group()) or match.group() in _WITHIN)
        and not ((place := bisect_right(starts, match.start())) and match.start() < within[place - 1][1])
    )
    return list(_runs(text, [_token(match) for match in matches]))


def _is_nickname(text: str, start: int, found: re.Match[str]) -> bool:
    """Say whether what stands between two names is what the bearer is called: a word with a capital is before it.

    Before brackets it is a given name: *Moss (Reuters) Ships* are no people.
    """
    before = _LAST_WORD.search(text, max(start, found.start() - _COPY_LENGTH), found.start())
    return before is not None and (before.group() in given_names() if found["short"] else is_capital(before.group()))


def _copies(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield where names stand a second time at once, with other words glued to their ends, in order."""
    done = start
    for glued in _GLUED.finditer(text, start, end):
        for seam in _SEAM.finditer(glued.group(), 3):
            surname = glued.group()[: seam.start()]
            before = text[max(done, glued.start() - _COPY_LENGTH) : glued.start()]
            at = before.rfind(surname) + len(surname)
            if at >= len(surname) and _COPY.fullmatch(before, at):
                done = glued.start() + seam.start()
                yield glued.start() - len(before) + at, done
                break


def _token(match: re.Match[str]) -> Token:
    word = match.group()
    if word.endswith(".") and not ("." in word[:-1] or INITIAL.match(word) or _is_short(word[:-1].casefold())):
        word = word[:-1]
    return word, match.start(), match.start() + len(word)


def _is_short(word: str) -> bool:
    """Say whether a word is a title that is cut short, so that its full stop ends no sentence: *Gov*, and not *King*."""
    return word in titles() and word not in roles()


def is_capital(word: str) -> bool:
    """Say whether a word has the capital of a name, which may stand behind an article or a small letter: *al-Assad*, *eBay*."""
    return word[0].isupper() or (
        len(word) > 3
        and not word.islower()
        and ((word[:3] in JOINED_ARTICLES and word[3].isupper()) or _CAMEL.match(word) is not None)
    )


def _runs(text: str, tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """Yield runs of capitalised words, with the small words between them that names may hold."""
    run: list[Token] = []
    waiting: list[Token] = []
    for token in tokens:
        word, start, _ = token
        before = (waiting or run)[-1][2] if run else start
        between = text[before:start]
        joined = run and (
            (between in _BETWEEN and (text[before] != "]" or len(run) > 1 or run[-1][0] in given_names()))
            or NICKNAME.match(text, before, start + 2)
        )
        if word in NEVER or (
            word in DATES and (word not in MONTHS_AND_NAMES or text[token[2] : token[2] + 2].strip(" ")[:1].isdigit())
        ):
            if run:
                yield run
            run, waiting = [], []
            continue
        if is_capital(word):
            if run and not joined:
                yield run
                run, waiting = [], []
            if run and text[before:start] == " & ":
                waiting.append(("&", before + 1, before + 2))
            run += [*waiting, token]
            waiting = []
        elif joined and (word in PARTICLES or word in LINKS) and len(waiting) < 3:
            waiting.append(token)
        elif run:
            yield run
            run, waiting = [], []
    if run:
        yield run


def is_surname(run: Sequence[Token], at: int) -> bool:
    """Say whether the word at ``at`` ends a name that a given name, an initial or a form of address opens: *Tim Cook*, *Mr. King*.

    The words for offices do so only by chance: *Will President* …, *Mr. Speaker*.
    """
    (before, _, end), (word, start, _) = run[at - 1], run[at]
    if (
        start - end != 1
        or not is_capital(word)
        or not (at + 1 == len(run) or run[at + 1][0] in SUFFIXES or not is_capital(run[at + 1][0]))
    ):
        return False
    role = roles().get(word.casefold())
    offices = OFFICES if before in given_names() or INITIAL.match(before) else ADDRESSED_OFFICES
    opened = offices is OFFICES or before.casefold().rstrip(".") in FORMS_OF_ADDRESS
    return opened and (role is None or offices.isdisjoint(role.sets))


def title_at(run: Sequence[Token], at: int) -> int:
    """Return how many words of the run make a title at ``at``; 0 for none."""
    if at and is_surname(run, at):
        return 0
    for length in range(min(LONGEST, len(run) - at), 0, -1):
        words = " ".join(word for word, *_ in run[at : at + length]).casefold().replace(".", "")
        role = roles().get(words)
        named = role and role.sets[0] not in ("national", "person") and not (length == 1 and run[at][0] in given_names())
        if words in titles() or named:
            return length
    return 0
