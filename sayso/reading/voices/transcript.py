"""Transcripts: from a text to its turns, each with the label at the head of its line that says whose it is (*MODERATOR: …*)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sayso.language.en import voiced_texts
from sayso.story import Span

_LABEL = re.compile(
    r"(?:\d{1,2}:\d\d [AP]\.?M\.?(?: [A-Z]{2,4})? )?"
    r"(?P<name>[^\W\d_][\w.'’-]{0,40}(?: [^\W\d_][\w.'’-]{0,40}){0,5}?)(?P<cue>:|\.(?=\s)|\s?[—–](?=\s))\s*"
)
_LETTERS = re.compile(r"[^\W\d_]{2}")


@dataclass(frozen=True, slots=True)
class LabelledTurn:
    """What somebody says up to the next label, whom ``label`` names; ``cue`` is the mark behind it."""

    span: Span
    label: Span
    cue: Span


def transcript(text: str, lines: Sequence[Span]) -> list[LabelledTurn]:
    """Return the turns of a text whose paragraphs are ``lines``, by the labels at their heads: NAME: or Name. twice or more.

    A turn goes on to the next one's label. The rows of a table (``Seats: 12``) are no turns: those of talk end as sentences do.
    """
    labels: list[tuple[Span, Span, Span]] = []
    for line in lines:
        match = _LABEL.match(text, line.start, line.end)
        if match and (match["name"].isupper() or match["name"].istitle() or match["name"] in voiced_texts.QUESTION_AND_ANSWER):
            if len(match["name"]) == 1 and match["name"] not in voiced_texts.QUESTION_AND_ANSWER:
                continue
            if match["cue"] == "." and not (match["name"].isupper() or " " in match["name"]):
                continue
            labels.append((Span(*match.span("name")), Span(*match.span("cue")), Span(match.end(), line.end)))
    counts = Counter(text[slice(*name)] for name, *_ in labels)
    kept = [label for label in labels if counts[text[slice(*label[0])]] > 1 or text[slice(*label[0])].isupper()]
    others = {text[slice(*name)] for name, *_ in kept}
    if len(kept) < 2 or not others:
        return []
    marks = {text[slice(*cue)].strip() for _, cue, _ in kept}
    kept = [label for label in labels if text[slice(*label[1])].strip() in marks]
    shouted = all(text[slice(*name)].isupper() and text[slice(*cue)] == ":" for name, cue, _ in kept)
    if len(kept) < 2 or (not shouted and 3 * len(kept) < len([line for line in lines if line.start >= kept[0][0].start])):
        return []
    ends = [name.start for name, *_ in kept[1:]] + [lines[-1].end]
    found = []
    for (name, cue, rest), end in zip(kept, ends, strict=True):
        words = text[rest.start : end].rstrip()
        if words:
            found.append(LabelledTurn(Span(rest.start, rest.start + len(words)), name, cue))
    talk = [
        turn
        for turn in found
        if _LETTERS.search(text, *turn.span) and text[slice(*turn.span)].rstrip("\"'”’) ").endswith((".", "!", "?", "…", "–", "—"))
    ]
    return found if 2 * len(talk) > len(found) else []
