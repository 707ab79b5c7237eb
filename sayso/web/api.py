"""The API: each page's JSON twin, with the verbs of the library. Its addresses do not change within a version."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import Annotated, Any, Self

import msgspec
from fastapi import APIRouter, Body, Path, Query, Request
from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError
from starlette.responses import Response

from sayso.archive.intake import Added
from sayso.archive.people import Described
from sayso.archive.people_csv import LAST
from sayso.ask.audit.audit import Audit
from sayso.claim import TracedClaim
from sayso.ingest import Document
from sayso.story import Story
from sayso.web import responses, templating
from sayso.web.parameters import (
    AuditParameters,
    ChangesParameters,
    ClaimsParameters,
    ListParameters,
    Moment,
    Number,
    Paged,
    SearchParameters,
    SpeakerParameters,
    StoryParameters,
    Words,
)
from sayso.web.responses import ref
from sayso.web.services import Services, services_of
from sayso.web.worker import LONGEST_TEXT

ROOT = "/api/v1"
JSON = "application/json"
COUNTED = 1000
"""Statements up to which those that hold the sought words are counted."""

Place = Annotated[int, Path(ge=1, le=LAST)]


def _answers(kind: type, *problems: int) -> dict[int | str, dict[str, Any]]:
    """Return what is answered, and which problems there may be beside those of every address."""
    told = (kind.__doc__ or "").partition("\n")[0]
    return {200: {"description": told, "content": {JSON: {"schema": ref(kind)}}}, **{status: {} for status in problems}}


router = APIRouter(prefix=ROOT, default_response_class=Response, generate_unique_id_function=lambda route: route.name)


def _optional(schema: dict[str, Any]) -> None:
    # Nothing stands for it where it is missing, and nothing must be sent in its stead.
    del schema["default"]


class AskedReading(BaseModel):
    """A story to be read: its text, or its address."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={
            "oneOf": [{"required": ["text"]}, {"required": ["address"]}],
            "examples": [{"text": "The pier is shut, harbour master Ada Brill said on Friday.", "published": "2024-05-03"}],
        },
    )

    text: Annotated[
        str,
        Field(
            min_length=1,
            max_length=LONGEST_TEXT,
            description="Its text, headline and dateline and all.",
            json_schema_extra=_optional,
        ),
    ] = ""
    address: Annotated[
        str, Field(pattern=r"^https?://[^\s/?#]", max_length=2000, description="Its http(s) address.", json_schema_extra=_optional)
    ] = ""
    published: Annotated[
        Moment,
        Field(description="When it was published, if it does not say: gives its dateline a year.", json_schema_extra=_optional),
    ] = ""

    @model_validator(mode="after")
    def _one(self) -> Self:
        if bool(self.text) == bool(self.address):
            raise PydanticCustomError("reading", "Give a text, or an address, and not both")
        return self

    def found(self, services: Services) -> Document:
        """Return the document that is to be read."""
        return services.found(self.text, self.address, self.published)


class AskedMerge(BaseModel):
    """Two speakers who are one."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, json_schema_extra={"examples": [{"speaker": 2, "into": 1, "why": "a married name"}]}
    )

    speaker: Annotated[Number, Field(description="Who turned out to be somebody else.")]
    into: Annotated[Number, Field(description="The speaker who it is.")]
    why: Annotated[Words, Field(min_length=1, max_length=2000, description="In your words.")]


@router.get("/stories", responses=_answers(responses.Stories), tags=["news"])
def stories(request: Request, asked: Annotated[ListParameters, Query()]) -> Response:
    """List the stories, the newest first, each with how it is sourced."""
    fields = asked.model_dump(include={"outlet", "since", "until", "offset"})
    found = services_of(request).kept().listed(**fields, limit=asked.limit + 1)
    further = _next("/stories", asked, more=len(found) > asked.limit)
    return _answer(responses.Stories(tuple(found[: asked.limit]), further))


@router.get("/stories/{story}", responses=_answers(responses.StoryDetails, 404), tags=["news"])
def story(request: Request, story: Place, asked: Annotated[StoryParameters, Query()]) -> Response:
    """Get a story, as it stands or as it stood, with every statement in it."""
    archive = services_of(request).kept()
    found = archive.story(story, asked.version)
    facts, versions, copies = archive.facts(story)
    stands = asked.version is None or any(each.current and each.number == asked.version for each in versions)
    return _answer(
        responses.StoryDetails(
            facts,
            tuple(versions),
            tuple(copies),
            tuple(archive.speakers_of(story, asked.version)),
            found,
            tuple(archive.shared(story)) if stands else (),
        )
    )


@router.get("/changes", responses=_answers(responses.Changes, 404), tags=["news"])
def changes(request: Request, asked: Annotated[ChangesParameters, Query()]) -> Response:
    """List what was added to stories, dropped or reworded after they were first read."""
    found = services_of(request).kept().changed(asked.story, since=asked.since, act=asked.act, unsure=asked.unsure)
    rows = tuple(islice(found, asked.offset, asked.offset + asked.limit + 1))
    further = _next("/changes", asked, more=len(rows) > asked.limit)
    return _answer(responses.Changes(rows[: asked.limit], further))


@router.get("/search", responses=_answers(responses.SearchResults, 404, 409), tags=["statements"])
def search(request: Request, asked: Annotated[SearchParameters, Query()]) -> Response:
    """Find statements, by words and by who, where, when and how."""
    archive, query = services_of(request).kept(), asked.query()
    found = archive.hits(replace(query, limit=asked.limit + 1))
    # The count may have ended before the list does.
    further = _next("/search", asked, more=len(found) > asked.limit)
    return _answer(responses.SearchResults(tuple(found[: asked.limit]), archive.count(query, COUNTED), further))


@router.get("/claims", responses=_answers(responses.Claims, 404), tags=["claims"])
def claims(request: Request, asked: Annotated[ClaimsParameters, Query()]) -> Response:
    """List the claims that several stories make, with how many outlets have each, and on how many independent roots it rests."""
    fields = asked.model_dump(exclude={"limit"})
    found = services_of(request).kept().claims(**fields, limit=asked.limit + 1)
    further = _next("/claims", asked, more=len(found) > asked.limit)
    return _answer(responses.Claims(tuple(found[: asked.limit]), further))


@router.get("/claims/{claim}", responses=_answers(TracedClaim, 404), tags=["claims"])
def claim(request: Request, claim: Place) -> Response:
    """Get the claim that a statement belongs to: its mentions in time, what each changed and lost, and on whom it rests."""
    return _answer(services_of(request).kept().claim(claim))


@router.get("/speakers", responses=_answers(responses.SpeakerDetails, 404, 409), tags=["speakers"])
def bearer(request: Request, asked: Annotated[SpeakerParameters, Query()]) -> Response:
    """Get the speaker who bears a name. Where several do, the problem names them."""
    return _spoken(request, asked.name)


@router.get("/speakers/{speaker}", responses=_answers(responses.SpeakerDetails, 404), tags=["speakers"])
def speaker(request: Request, speaker: Place) -> Response:
    """Get a speaker: who it is, how often, where and when they are quoted. ``/search?speaker=%2312`` finds what they said."""
    return _spoken(request, f"#{speaker}")


def _spoken(request: Request, name: str) -> Response:
    archive = services_of(request).kept()
    found = archive.bearer(name)
    audit = archive.audit(speaker=found.id)
    return _answer(responses.SpeakerDetails(found, audit, tuple(archive.appearances(found.id)), tuple(archive.merges(found.id))))


@router.get("/audit", responses=_answers(Audit, 404), tags=["audit"])
def audit(request: Request, asked: Annotated[AuditParameters, Query()]) -> Response:
    """Count whom the outlets quote and how. Each row has the filters of the search that finds its statements."""
    return _answer(services_of(request).kept().audit(**asked.model_dump()))


@router.post("/read", responses=_answers(Story), tags=["reading"])
def read(request: Request, asked: AskedReading) -> Response:
    """Read a story, and say on whose word each statement of it stands. Nothing is kept."""
    services = services_of(request)
    return Response(services.read_as_json(asked.found(services)), media_type=JSON)


@router.post("/stories", responses=_answers(Added), tags=["changing"])
def keep(request: Request, asked: AskedReading) -> Response:
    """Read a story and keep it in the archive. It needs the token."""
    services = services_of(request)
    return _answer(services.keep(asked.found(services)))


@router.put("/people", responses=_answers(Described), tags=["changing"])
def people(
    request: Request,
    table: Annotated[bytes, Body(media_type="text/csv", min_length=1, examples=["name,role\nInes Calder,harbour master\n"])],
) -> Response:
    """Join in what a newsroom knows of people: a table with a name and columns such as role or gender. It needs the token."""
    return _answer(services_of(request).describe("your table.csv", table))


@router.post("/merges", responses=_answers(responses.Made, 404, 409), tags=["changing"])
def merge(request: Request, asked: AskedMerge) -> Response:
    """Declare two speakers one. It needs the token."""
    return _answer(responses.Made(services_of(request).kept().merge(asked.speaker, asked.into, asked.why)))


@router.delete("/merges/{merge}", status_code=204, responses={404: {}}, tags=["changing"])
def unmerge(request: Request, merge: Place) -> Response:
    """Take a merge back. It needs the token."""
    services_of(request).kept().unmerge(merge)
    return Response(status_code=204)


@router.post("/speakers/{speaker}/stories/{story}/part", responses=_answers(responses.Made, 404, 409), tags=["changing"])
def part(request: Request, speaker: Place, story: Place) -> Response:
    """Tell the speaker in a story from those of the same name in others. It needs the token."""
    return _answer(responses.Made(services_of(request).kept().part(speaker, story)))


def _answer(answer: Any) -> Response:
    return Response(msgspec.json.encode(answer), media_type=JSON)


def _next(path: str, asked: Paged, *, more: bool) -> str | None:
    after = asked.after() if more else None
    return templating.link(f"{ROOT}{path}", dict(after)) if after else None
