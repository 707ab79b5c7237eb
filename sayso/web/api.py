"""The API: each page's JSON twin, with the verbs of the library. Its addresses do not change within a version."""

from __future__ import annotations

from itertools import islice
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Body, Path, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from sayso.archive.attributes import Described
from sayso.archive.audit import Audit
from sayso.archive.intake import Added
from sayso.story import Story, to_json
from sayso.web import answers, site
from sayso.web.answers import ref
from sayso.web.asked import Asked, AskedAudit, AskedChanges, AskedSearch, Date, Name, Paged
from sayso.web.desk import LONGEST_TEXT, desk_of

ROOT = "/api/v1"
PROBLEM = "application/problem+json"
JSON = "application/json"
COUNTED = 1000
"""Statements up to which those that hold the sought words are counted."""

Number = Annotated[int, Path(ge=1, le=2**31 - 1)]


def _problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    content = {PROBLEM: {"schema": ref(answers.Problem)}}
    return {status: {"description": _MEANT[status], "content": content} for status in statuses}


def _answers(kind: type, *problems: int) -> dict[int | str, dict[str, Any]]:
    told = (kind.__doc__ or "").partition("\n")[0]
    return {200: {"description": told, "content": {JSON: {"schema": ref(kind)}}}, **_problems(422, 503, *problems)}


_MEANT = {
    401: "The token is needed.",
    404: "There is no such thing.",
    409: "The name is several people's, or there is nothing to do.",
    413: "It is too long.",
    422: "What was asked makes no sense.",
    429: "Too many asked at once.",
    503: "There is no archive, or it is busy.",
}

router = APIRouter(prefix=ROOT, default_response_class=Response)


class AskedReading(BaseModel):
    """A story to be read: its text, or its address."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: Annotated[str | None, Field(max_length=LONGEST_TEXT, description="Its text, headline and dateline and all.")] = None
    address: Annotated[str | None, Field(max_length=2000, description="Its http(s) address, where there is no text.")] = None
    published: Annotated[
        Date | None, Field(description="When it was published, if it does not say: gives its dateline a year.")
    ] = None


class AskedMerge(BaseModel):
    """Two speakers who are one."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    speaker: Annotated[int, Field(ge=1, le=2**31 - 1, description="Who turned out to be somebody else.")]
    into: Annotated[int, Field(ge=1, le=2**31 - 1, description="Who he is.")]
    why: Annotated[str, Field(min_length=1, max_length=2000, description="In your words.")]


@router.get("/stories", responses=_answers(answers.Stories), tags=["news"])
def stories(request: Request, asked: Annotated[Asked, Query()]) -> Response:
    """List the stories, the newest first, each with how it is sourced."""
    fields = asked.model_dump(include={"outlet", "since", "until", "offset"})
    found = desk_of(request).kept().listed(**fields, limit=asked.limit + 1)
    further = _next("/stories", asked) if len(found) > asked.limit else None
    return _answer(answers.Stories(tuple(found[: asked.limit]), further))


@router.get("/stories/{story}", responses=_answers(answers.Told, 404), tags=["news"])
def story(
    request: Request, story: Number, version: Annotated[int | None, Query(ge=1, le=2**31 - 1, description="An earlier one.")] = None
) -> Response:
    """Get a story, as it stands or as it stood, with every statement in it."""
    archive = desk_of(request).kept()
    found = archive.story(story, version)
    facts, versions, copies = archive.facts(story)
    return _answer(answers.Told(facts, tuple(versions), tuple(copies), tuple(archive.speakers_of(story, version)), found))


@router.get("/changes", responses=_answers(answers.Changes, 404), tags=["news"])
def changes(request: Request, asked: Annotated[AskedChanges, Query()]) -> Response:
    """List what was added to stories, dropped or reworded after they were first read."""
    found = desk_of(request).kept().changed(asked.story, since=asked.since)
    rows = tuple(islice(found, asked.offset, asked.offset + asked.limit + 1))
    further = _next("/changes", asked) if len(rows) > asked.limit else None
    return _answer(answers.Changes(rows[: asked.limit], further))


@router.get("/search", responses=_answers(answers.Found, 404, 409), tags=["statements"])
def search(request: Request, asked: Annotated[AskedSearch, Query()]) -> Response:
    """Find statements, by words and by who, where, when and how."""
    archive, query = desk_of(request).kept(), asked.query()
    found, count = archive.hits(query), archive.count(query, COUNTED)
    further = _next("/search", asked) if asked.offset + len(found) < count and found else None
    return _answer(answers.Found(tuple(found), count, further))


@router.get("/speakers", responses=_answers(answers.Spoken, 404, 409), tags=["speakers"])
def bearer(
    request: Request, name: Annotated[Name, Query(min_length=1, description="A name, a surname, or # and a number.")]
) -> Response:
    """Get the speaker who bears a name. Where several do, the problem names them."""
    return _spoken(request, name)


@router.get("/speakers/{speaker}", responses=_answers(answers.Spoken, 404), tags=["speakers"])
def speaker(request: Request, speaker: Number) -> Response:
    """Get a speaker: who he is, how often, where and when he is quoted. What he said is found by ``/search?speaker=%2312``."""
    return _spoken(request, f"#{speaker}")


def _spoken(request: Request, name: str) -> Response:
    archive = desk_of(request).kept()
    found = archive.bearer(name)
    audit = archive.audit(speaker=found.id)
    return _answer(answers.Spoken(found, audit, tuple(archive.appearances(found.id)), tuple(archive.merges(found.id))))


@router.get("/audit", responses=_answers(Audit, 404), tags=["audit"])
def audit(request: Request, asked: Annotated[AskedAudit, Query()]) -> Response:
    """Count whom the outlets quote and how. Each row has the filters of the search that finds its statements."""
    return _answer(desk_of(request).kept().audit(**asked.model_dump()))


@router.post("/read", responses=_answers(Story, 413, 429), tags=["reading"])
def read(request: Request, asked: AskedReading) -> Response:
    """Read a story, and say on whose word each statement of it stands. Nothing is kept."""
    desk = desk_of(request)
    document = desk.found(text=asked.text, address=asked.address, file=None, published=asked.published)
    return Response(to_json(desk.read(document)), media_type=JSON)


@router.post("/stories", responses=_answers(Added, 401, 413, 429), tags=["changing"])
def keep(request: Request, asked: AskedReading) -> Response:
    """Read a story and keep it in the archive. It needs the token."""
    desk = desk_of(request)
    archive = desk.kept()
    return _answer(archive.take(desk.found(text=asked.text, address=asked.address, file=None, published=asked.published)))


@router.put("/people", responses=_answers(Described, 401, 413), tags=["changing"])
def people(request: Request, table: Annotated[bytes, Body(media_type="text/csv")]) -> Response:
    """Join in what a newsroom knows of people: a table with a name and columns such as role or gender. It needs the token."""
    return _answer(desk_of(request).describe("your table.csv", table))


@router.post("/merges", responses=_answers(answers.Made, 401, 404, 409), tags=["changing"])
def merge(request: Request, asked: AskedMerge) -> Response:
    """Declare two speakers one. It needs the token."""
    return _answer(answers.Made(desk_of(request).kept().merge(asked.speaker, asked.into, asked.why)))


@router.delete("/merges/{merge}", status_code=204, responses=_problems(401, 404, 422, 503), tags=["changing"])
def unmerge(request: Request, merge: Number) -> Response:
    """Take a merge back. It needs the token."""
    desk_of(request).kept().unmerge(merge)
    return Response(status_code=204)


@router.post("/speakers/{speaker}/stories/{story}/part", responses=_answers(answers.Made, 401, 404, 409), tags=["changing"])
def part(request: Request, speaker: Number, story: Number) -> Response:
    """Tell the speaker in a story from those of the same name in others. It needs the token."""
    return _answer(answers.Made(desk_of(request).kept().part(speaker, story)))


def _answer(answer: Any) -> Response:
    return Response(msgspec.json.encode(answer), media_type=JSON)


def _next(path: str, asked: Paged) -> str:
    return site.link(f"{ROOT}{path}", dict(asked.further(offset=asked.offset + asked.limit)))
