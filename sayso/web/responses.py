"""Answers: what the API answers, in the dataclasses of the library, and their schemas."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec

from sayso.archive.intake import Added
from sayso.archive.people import Described
from sayso.ask.audit.audit import Audit
from sayso.ask.changes import Change
from sayso.ask.claims import ListedClaim, Shared
from sayso.ask.news import Listed, Naming, Version
from sayso.ask.search import Hit
from sayso.ask.who import Bearer, Joined, Merge
from sayso.claim import TracedClaim
from sayso.story import Story

REF = "#/components/schemas/{name}"


@dataclass(frozen=True, slots=True)
class Stories:
    """Stories, the newest first. ``next`` is the address of those after them, null at the end."""

    items: tuple[Listed, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class StoryDetails:
    """A story: what is known of it beside its text, its versions, its copy in other outlets, and all that was read in it.

    ``shared`` are the statements that other stories have too; of a version that no longer stands, none.
    """

    facts: Listed
    versions: tuple[Version, ...]
    copies: tuple[Listed, ...]
    speakers: tuple[Naming, ...]
    story: Story
    shared: tuple[Shared, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchResults:
    """Statements. ``next`` is the address of those after these, null at the end.

    ``count`` is how many fit in all; of those that hold some words it counts 1,000 at most.
    """

    items: tuple[Hit, ...]
    count: int
    next: str | None


@dataclass(frozen=True, slots=True)
class SpeakerDetails:
    """A speaker: who it is in the stories, how often, where and when they are quoted, and why each was held for the same one."""

    speaker: Bearer
    audit: Audit
    appearances: tuple[Joined, ...]
    merges: tuple[Merge, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """What was added to stories, dropped or reworded between versions. ``next`` is the address of those after them."""

    items: tuple[Change, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class Claims:
    """Claims that travelled. ``next`` is the address of those after these, null at the end."""

    items: tuple[ListedClaim, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class Made:
    """The number of what was made."""

    id: int


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several who bear a name."""

    id: int
    told: str


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong, and what to do (RFC 9457). ``bearers`` are those who bear a name that is several people's."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    bearers: tuple[Choice, ...] = ()


ANSWERS = (
    Stories, StoryDetails, SearchResults, SpeakerDetails, Changes, Claims, TracedClaim, Made, Added, Audit, Described, Story,
    Problem,
)  # fmt: skip


PROBLEM = "application/problem+json"
MEANT = {
    400: "It is no request that can be understood.",
    401: "It needs the token, and what was sent is not that.",
    403: "A page of another site asks for it.",
    404: "There is no such thing.",
    408: "The request was not there whole in time.",
    409: "The name is several people's, or what is asked for is so already.",
    413: "It is too long.",
    414: "Its address is too long.",
    421: "This name is not that of the server.",
    422: "It makes no sense, or holds nothing to read.",
    429: "Too many were sent. Retry-After says when to ask again.",
    500: "sayso failed.",
    503: "There is no archive, too many ask at once, or a text takes too long to read.",
}
"""What each status of a problem means."""
ALWAYS = frozenset({400, 401, 403, 408, 413, 414, 421, 422, 429, 500, 503})
"""Those that may come whatever is asked for: most are the guard's."""


def schemas() -> dict[str, Any]:
    """Return the JSON Schemas of all answers, by the names of their classes."""
    _, found = msgspec.json.schema_components(ANSWERS, ref_template=REF)
    return found


def ref(kind: type) -> dict[str, str]:
    """Return where the schema of an answer stands."""
    return {"$ref": REF.format(name=kind.__name__)}
