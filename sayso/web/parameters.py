"""Parameters: from the query string of an address, the same for pages and API, to what the archive is asked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from sayso.archive.people_csv import LAST
from sayso.ask.claims import By
from sayso.ask.search import DEFAULT_ACTS, Query, Without
from sayso.story import ACTS, Kind, Sourced, Stance, Where
from sayso.web.templating import plain

LONGEST = 500
"""Letters of a name, or of the words of a search."""
FURTHEST = 10_000
"""How many rows may be passed over: whoever wants more exports them."""
MOST = 100
"""Rows of an answer."""

_YEAR = "[1-9][0-9]{3}"
_LEAP = "([1-9][0-9](0[48]|[2468][048]|[13579][26])|([2468][048]|[13579][26])00)"
_DAY = rf"({_YEAR}-((0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31)|{_LEAP}-02-29)"
_HOUR = "([01][0-9]|2[0-3]):[0-5][0-9]"
DATE = rf"^({_DAY}|{_YEAR}(-(0[1-9]|1[0-2]))?)$"
"""A day that there is, a month, or a year, from 1000 on: the API's description leaves no other that would be refused."""
MOMENT = rf"^{_DAY}(T{_HOUR}(:[0-5][0-9](\.[0-9]{{1,6}})?)?(Z|[+-]{_HOUR})?)?$"
"""A day that there is, with a time or without."""


def _dated(pattern: str, form: str, value: str) -> str:
    if not re.fullmatch(pattern, value):
        raise PydanticCustomError("date", "{value} is no date. Write it as {form}", {"value": repr(value), "form": form})
    return value


_ACT = "|".join(ACTS)
Acts = Annotated[str, Field(pattern=rf"^(all|({_ACT})(,({_ACT})){{0,{len(ACTS) - 1}}})$")]
Number = Annotated[int, Field(ge=1, le=LAST)]
# PostgreSQL takes no zero character.
Words = Annotated[str, Field(pattern=r"^[^\x00]*$")]
Name = Annotated[Words, Field(max_length=LONGEST)]
# The archive says what is wrong with one.
Attribute = Annotated[Name, WithJsonSchema({"type": "string", "pattern": r"^[^\x00]*=[^\x00]*$", "maxLength": LONGEST})]
Date = Annotated[
    str, AfterValidator(partial(_dated, DATE, "2024, 2024-05 or 2024-05-31")), WithJsonSchema({"type": "string", "pattern": DATE})
]
Moment = Annotated[
    str,
    AfterValidator(partial(_dated, MOMENT, "2024-05-31 or 2024-05-31T14:02:00+00:00")),
    WithJsonSchema({"type": "string", "pattern": MOMENT}),
]


class Fields(BaseModel):
    """The fields of a query string. A form sends those that nobody filled in too: they are left out."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @classmethod
    def of(cls, given: Mapping[str, str]) -> Self:
        """Read what a form sent. Raises pydantic's ``ValidationError``, which names the fields."""
        return cls.model_validate({name: value for name, value in given.items() if value.strip()})

    def further(self, **other: Any) -> dict[str, str]:
        """Return the fields that say something, with ``other`` ones in place of theirs, as they stand in an address."""
        fields = {**self.model_dump(exclude_defaults=True), **other}
        return {name: plain(value) for name, value in fields.items() if value is not None}


class Paged(Fields):
    """Which part of a list is wanted."""

    limit: Annotated[int, Field(ge=1, le=MOST, description="So many at most.")] = 20
    offset: Annotated[int, Field(ge=0, le=FURTHEST, description="After so many others.")] = 0

    def after(self) -> dict[str, str] | None:
        """Return the fields of the part after this one; None where it lies further than anybody may go."""
        offset = self.offset + self.limit
        return self.further(offset=offset) if offset <= FURTHEST else None


class Asked(Fields):
    """Which statements are wanted."""

    act: Annotated[
        Acts,
        Field(
            description=f"What was done: {', '.join(ACTS)}, some of these with commas between, or all. "
            "Without it: speech and writing."
        ),
    ] = DEFAULT_ACTS
    unsure: Annotated[bool, Field(description="Whether what may be misread is wanted too.")] = False


class ListParameters(Paged):
    """What narrows a list."""

    outlet: Annotated[Name | None, Field(description="Only in this outlet.")] = None
    since: Annotated[Date | None, Field(description="Published on this day, or in this month or year, or later.")] = None
    until: Annotated[Date | None, Field(description="Published then or before.")] = None


class SearchParameters(ListParameters, Asked):
    """What is sought among the statements: all of the archive's filters."""

    words: Annotated[
        Name | None, Field(description='In contents, in any inflection; "words in a row"; OR between two; -without.')
    ] = None
    speaker: Annotated[Name | None, Field(description="Said by this speaker: a name, or # and a number.")] = None
    without: Annotated[Without | None, Field(description="In stories of which this is not known.")] = None
    said_since: Annotated[Date | None, Field(description="Said on this day or later.")] = None
    said_until: Annotated[Date | None, Field(description="Said on this day or before.")] = None
    kind: Annotated[Kind | None, Field(description="How it is quoted.")] = None
    where: Annotated[Where | None, Field(description="Where in the story it stands.")] = None
    stance: Annotated[Stance | None, Field(description="What the cue says of the content.")] = None
    sourced: Annotated[
        Sourced | None,
        Field(
            description="On whom it rests: somebody named, nobody, somebody unnamed. Of these anonymous is somebody definite whom "
            "the story does not name, vague nobody in particular, group a set of people."
        ),
    ] = None
    negated: Annotated[bool | None, Field(description="Whether the cue denies the saying.")] = None
    depth: Annotated[int, Field(ge=0, le=100, description="Said inside so many other statements, or more.")] = 0
    attribute: Annotated[
        Attribute | None,
        Field(description="Said by those of whom the newsroom's own table says so: gender=woman; gender= for not known."),
    ] = None
    newest: Annotated[bool, Field(description="The newest first, not the best match.")] = False

    def query(self) -> Query:
        """Return the archive's query."""
        return Query(**self.model_dump())


class StoryParameters(Fields):
    """Which version of a story is wanted."""

    version: Annotated[Number | None, Field(description="An earlier one.")] = None


class SpeakerParameters(Fields):
    """Whose bearer is wanted."""

    name: Annotated[Name, Field(min_length=1, description="A name, a surname, or # and a number.")]


class ChangesParameters(Paged, Asked):
    """Which changes are wanted."""

    story: Annotated[Number | None, Field(description="Only of the story of this number.")] = None
    since: Annotated[Date | None, Field(description="Only of versions that came in on this day or later.")] = None


class ClaimsParameters(ListParameters):
    """Which claims are wanted."""

    by: Annotated[
        By,
        Field(
            description="The order: outlets for those in most of them first; unnamed for those that rest on one root without a "
            "name, and no others; losses for those of which a mention lost something, where most did first."
        ),
    ] = "outlets"


class AuditParameters(Asked):
    """What is audited."""

    outlet: Annotated[Name | None, Field(description="Only this outlet.")] = None
    speaker: Annotated[Number | None, Field(description="Only the speaker of this number.")] = None
    since: Annotated[Date | None, Field(description="Published in this month or year, or later.")] = None
    until: Annotated[Date | None, Field(description="Published then or before.")] = None
    by: Annotated[Name | None, Field(description="Broken down by this attribute of the newsroom's own table.")] = None
    limit: Annotated[int, Field(ge=1, le=MOST, description="Rows of each table.")] = 20
