"""Forms: what pages let a person change in the archive. Only who has the token comes this far, and only from our own pages."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request, UploadFile
from starlette.responses import RedirectResponse, Response

from sayso.archive.people_csv import LAST
from sayso.show.telling import joined_in
from sayso.web import templating
from sayso.web.api import Place
from sayso.web.services import sent, services_of

router = APIRouter(include_in_schema=False)
Text = Annotated[str, Form()]


@router.post("/stories")
def keep(request: Request, text: Text = "", address: Text = "", published: Text = "", file: UploadFile | None = None) -> Response:
    """Read what the form holds, keep it, and show it."""
    services = services_of(request)
    return _to(f"/stories/{services.keep(services.found(text, address, published, sent(file))).story}")


@router.post("/people")
def people(request: Request, file: UploadFile) -> Response:
    """Join in the newsroom's own table of people, and say what came of it."""
    told = services_of(request).describe(file.filename or "your table", file.file.read())
    return templating.page("described.html", twin=None, lines=joined_in(told))


@router.post("/speakers/{number}/merge")
def merge(request: Request, number: Place, into: Text, why: Text = "") -> Response:
    """Declare a speaker to be another one, whom a name or ``#12`` names."""
    archive = services_of(request).kept()
    other = archive.bearer(into.strip(), counted=False)
    archive.merge(number, other.id, why.strip() or "declared on the page")
    return _to(f"/speakers/{other.id}")


@router.post("/speakers/{number}/unmerge")
def unmerge(request: Request, number: Place, merge: Annotated[int, Form(ge=1, le=LAST)]) -> Response:
    """Take a merge back."""
    services_of(request).kept().unmerge(merge)
    return _to(f"/speakers/{number}")


@router.post("/speakers/{number}/part")
def part(request: Request, number: Place, story: Annotated[int, Form(ge=1, le=LAST)]) -> Response:
    """Tell the speaker in a story from those of the same name in others."""
    return _to(f"/speakers/{services_of(request).kept().part(number, story)}")


def _to(path: str) -> Response:
    # 303: what is shown next is got, and going back sends nothing again.
    return RedirectResponse(path, 303)
