"""Stand-ins for the network: a tagger that reads its spans out of marks in the text."""

from __future__ import annotations

import re

from sayso.reading.tagging.tagger import Role, Tagged, Tagging

_MARK = re.compile(r"⟪(?P<role>[sct])(?P<group>\d):|⟫")
_ROLES: dict[str, Role] = {"s": "source", "c": "cue", "t": "content"}


def unmarked(marked: str) -> str:
    """The text without its marks: ``⟪s1:The mayor⟫ ⟪c1:said⟫`` is ``The mayor said``."""
    return _MARK.sub("", marked)


class MarkedTags:
    """Tags a text as the marks of ``marked`` say; a span in a content is a level deeper.

    What is of one group belongs together (10): a content hangs on the cue or, without one, the source; the rest fits poorly (by
    default -10).
    """

    def __init__(self, marked: str, *, others: float = -10) -> None:
        self._others = others
        self._spans: list[tuple[Role, str, str, int]] = []
        opened: list[tuple[Role, str, int, int]] = []
        text, at = "", 0
        found: list[tuple[int, Role, str, str, int]] = []
        for mark in _MARK.finditer(marked):
            text += marked[at : mark.start()]
            at = mark.end()
            if mark["role"]:
                level = sum(role == "content" for role, *_ in opened)
                opened.append((_ROLES[mark["role"]], mark["group"], len(text), level))
                continue
            role, group, start, level = opened.pop()
            found.append((start, role, group, text[start:], level))
        self._spans = [
            (role, group, words, level) for _, role, group, words, level in sorted(found, key=lambda item: (item[0], item[4]))
        ]

    def __call__(self, text: str) -> Tagging:
        spans: list[Tagged] = []
        at = 0
        for role, _, words, level in self._spans:
            at = text.index(words, at)
            spans.append(Tagged(role, at, at + len(words), level))
        groups = [group for _, group, _, _ in self._spans]

        def fits(index: int, span: Tagged) -> dict[int, float]:
            own = [i for i, other in enumerate(spans) if groups[i] == groups[index]]
            cue = [i for i in own if spans[i].role == "cue"]
            source = [i for i in own if spans[i].role == "source"]
            if span.role == "source":
                return {}
            wanted = (cue or source) if span.role == "content" else source
            roles = ("cue", "source") if span.role == "content" else ("source",)
            reach = [i for i, other in enumerate(spans) if other.role in roles and (other.level == span.level or i in wanted)]
            return {i: 10.0 if i in wanted[:1] else self._others for i in reach}

        return Tagging(tuple(spans), tuple(fits(index, span) for index, span in enumerate(spans)))
