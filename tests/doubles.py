"""Stand-ins for the network: a tagger that reads its spans out of marks in the text."""

from __future__ import annotations

import re

from sayso.reading.tagging.tagger import Role, Tagged, Tagging

_MARK = re.compile(r"⟪(?P<role>[sct])(?P<group>\d):(?P<words>[^⟫]*)⟫")
_ROLES: dict[str, Role] = {"s": "source", "c": "cue", "t": "content"}


def unmarked(marked: str) -> str:
    """The text without its marks: ``⟪s1:The mayor⟫ ⟪c1:said⟫`` is ``The mayor said``."""
    return _MARK.sub(lambda match: match["words"], marked)


class MarkedTags:
    """Tags a text as the marks of ``marked`` say; spans of one group fit each other (10), others poorly (by default -10).

    Inner texts hold nothing.
    """

    def __init__(self, marked: str, *, others: float = -10) -> None:
        self._others = others
        self._spans: list[tuple[Role, str, str]] = [(_ROLES[m["role"]], m["group"], m["words"]) for m in _MARK.finditer(marked)]

    def __call__(self, text: str, *, inner: bool = False) -> Tagging:
        if inner:
            return Tagging((), ())
        spans: list[Tagged] = []
        at = 0
        for role, _, words in self._spans:
            start = text.index(words, at)
            at = start + len(words)
            spans.append(Tagged(role, start, at))
        groups = [group for _, group, _ in self._spans]
        cues = [i for i, span in enumerate(spans) if span.role == "cue"]
        links: tuple[dict[int, float], ...] = tuple(
            {} if span.role == "cue" else {cue: 10.0 if groups[cue] == groups[i] else self._others for cue in cues}
            for i, span in enumerate(spans)
        )
        return Tagging(tuple(spans), links)
