"""Headlines: from a headline and what the tagger made of it to its statements, by the grammar of headlines.

``X — Y`` and ``X: Y`` put a speaker last, ``Y: X`` first. The tagger, which has learnt few of them, misses the first two and takes
every ``Topic: X`` for the third. Whether Y speaks is decided by the story itself: it is a source in the body, or its noun is one
of those that speak in headlines without being named.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from sayso.language.en.headlines import STOP, speaking_nouns
from sayso.language.en.words import WORD
from sayso.story import Span, Statement

LONGEST_SOURCE = 6
"""Words that a source set off by a mark has at most."""

_LAST = re.compile(r"^(?P<content>.+?)(?P<cue>(?<!\s)\s++[—–-]++\s++|:\s++|(?<!\s)\s*+[—―]\s*+)(?P<source>[^—–:―]{1,200})$")
_FIRST = re.compile(r"^(?P<source>[^—–:―,]+)(?P<cue>:)\s+(?P<content>.+)$")
_QUOTED = re.compile(r"['‘’“”\"«»]")


def _words(text: str) -> set[str]:
    return {word for word in WORD.findall(text.casefold()) if word not in STOP and len(word) > 1}


def _speaks(name: str, sources: Iterable[str]) -> bool:
    words = WORD.findall(name.casefold())
    if not words or len(words) > LONGEST_SOURCE:
        return False
    return bool(speaking_nouns() & {words[-1], words[-1].removesuffix("s"), words[0]}) or any(
        _words(name) & _words(source) for source in sources
    )


def headline_statements(text: str, headline: Span, tagged: list[Statement], sources: list[str]) -> list[Statement]:
    """Return the statements of the headline, outer ones first, those inside another's content with its index as ``parent``.

    ``tagged`` are the tagger's statements of the headline, ``sources`` the words of the sources in the rest of the story.
    """
    line = text[headline.start : headline.end]

    def group(match: re.Match[str], name: str) -> Span:
        raw = match.group(name)
        start = headline.start + match.start(name) + len(raw) - len(raw.lstrip())
        return Span(start, start + len(raw.strip()))

    if ((match := _LAST.match(line)) and _speaks(match["source"], sources)) or (
        (match := _FIRST.match(line)) and _speaks(match["source"], sources)
    ):
        outer = Statement((group(match, "source"),), (group(match, "cue"),), (group(match, "content"),))
    else:
        first = _FIRST.match(line)
        topic = first and sources and not _QUOTED.search(first["content"])
        return [s for s in tagged if not (topic and s.cue and text[s.cue[0].start : s.cue[0].end] == ":")]
    whole = outer.content[0]
    kept = [outer]
    for statement in tagged:
        spans = (*statement.source, *statement.cue, *statement.content)
        inside = [Span(max(s.start, whole.start), min(s.end, whole.end)) for s in spans]
        if not statement.source or any(s.start >= s.end for s in inside) or set(statement.content) == {whole}:
            continue
        content = tuple(Span(max(s.start, whole.start), min(s.end, whole.end)) for s in statement.content)
        kept.append(replace(statement, content=content, parent=0))
    return kept
