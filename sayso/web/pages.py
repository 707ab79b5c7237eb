"""Pages: each a question to the archive, or a text that is read, and its answer as something to look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from hashlib import sha256
from pathlib import Path as File
from typing import Annotated, Any, cast

from fastapi import APIRouter, FastAPI, Form, Path, Request, UploadFile
from pydantic import ValidationError
from starlette.responses import HTMLResponse, RedirectResponse, Response

from sayso.ask.audit.audit import Audit
from sayso.ask.changes import compare
from sayso.ask.search import DEFAULT_ACTS
from sayso.errors import ArchiveError, InputError
from sayso.show.cards import LEVELS, LIT, rules
from sayso.show.page import LOOK
from sayso.web import claim_view, counts, openapi, templating, timeline
from sayso.web.api import COUNTED, ROOT, Place
from sayso.web.counts import months
from sayso.web.guard import KNOWN
from sayso.web.parameters import AuditParameters, ClaimsParameters, ListParameters, SearchParameters
from sayso.web.services import sent, services_of
from sayso.web.story_view import told

router = APIRouter(include_in_schema=False)

STYLE = LOOK.read_bytes() + (File(__file__).parent / "static" / "site.css").read_bytes()
VERSION = sha256(STYLE).hexdigest()[:12]
"""In the address of the style sheet, so that a browser may keep it and yet has that of a newer sayso at once."""
KEEP = {"Cache-Control": "public, max-age=31536000, immutable"}
templating.ENVIRONMENT.globals["style"] = f"/static/style-{VERSION}.css"
NOTHING = {"text": "", "address": "", "published": "", "unsure": ""}
"""A form that nobody filled in."""
FOLDED = {
    "since", "until", "said_since", "said_until", "kind", "where", "stance", "negated", "depth", "without", "attribute", "unsure",
}  # fmt: skip
"""Filters of a search that are shown only once they are asked for, or say something."""
DATES = {"since", "until", "said_since", "said_until"}
"""Those that a person writes, and may write wrong."""
APPEARANCES = 20
"""Stories in which a speaker appears that the page tells, the latest."""
AUDITS = 128
"""Pages of audits that are kept, 150 kB each: they take longest to make, and stay the same until the archive changes."""
LISTED = 30
"""Stories on a page."""


templating.ENVIRONMENT.globals |= {"counts": counts, "claim_view": claim_view, "timing": timeline}


@router.get("/static/style-{version}.css")
def style(version: str) -> Response:
    """Return how all pages look."""
    return Response(STYLE, media_type="text/css", headers=KEEP if version == VERSION else None)


@router.get("/static/lit-{levels}.css")
def lit(levels: Annotated[str, Path(pattern=rf"^[0-{LEVELS - 1}]{{1,{LIT}}}$")]) -> Response:
    """Return the rules by which pointing at a statement of a story lights it; ``levels`` has a digit for each."""
    return Response(rules([[int(digit) for digit in levels]]), media_type="text/css", headers=KEEP)


@router.get("/")
def news(request: Request) -> Response:
    """Show all news: the stories, the newest first."""
    services = services_of(request)
    if services.archive is None:
        return templating.page("empty.html", twin=None)
    asked = ListParameters.of({"limit": str(LISTED), **request.query_params})
    found = services.kept().listed(
        outlet=asked.outlet, since=asked.since, until=asked.until, limit=asked.limit + 1, offset=asked.offset
    )
    return templating.page(
        "news.html",
        twin=templating.link(f"{ROOT}/stories", asked.further()),
        asked=asked,
        found=found[: asked.limit],
        outlets=services.kept().outlets(),
        **_turns("/", asked, more=len(found) > asked.limit),
    )


@router.get("/stories/{number}")
def story(request: Request, number: Place) -> Response:
    """Show a story as it stands."""
    return _story(request, number, None)


@router.get("/stories/{number}/versions/{version}")
def version(request: Request, number: Place, version: Place) -> Response:
    """Show a story as it stood at one time."""
    return _story(request, number, version)


def _story(request: Request, number: int, version: int | None) -> Response:
    archive = services_of(request).kept()
    found = archive.story(number, version)
    facts, versions, copies = archive.facts(number)
    shown = version or next((each.number for each in versions if each.current), 1)
    before = archive.story(number, shown - 1) if shown > 1 else None
    # Only what stands now is held against other outlets.
    shared = archive.shared(number) if any(each.current and each.number == shown for each in versions) else []
    return templating.page(
        "story.html",
        twin=templating.link(f"{ROOT}/stories/{number}", version=version),
        facts=facts,
        versions=versions,
        copies=copies,
        shown=shown,
        changes=compare(before, found) if before else [],
        shared=shared,
        **told(
            found,
            {each.index: f"/speakers/{each.id}" for each in archive.speakers_of(number, version)},
            {each.number: (f"/claims/{each.claim}", claim_view.elsewhere(each)) for each in shared},
            unsure=request.query_params.get("unsure") == "true",
        ),
    )


@router.get("/search")
def search(request: Request) -> Response:
    """Find statements, by words and by who, where, when and how."""
    archive = services_of(request).kept()
    asked, problem = _sought(request.query_params)
    status, found, count = 422 if problem else 200, [], None
    if request.query_params and not problem:
        try:
            query = asked.query()
            found, count = archive.hits(replace(query, limit=asked.limit + 1)), archive.count(query, COUNTED)
        except ArchiveError:
            raise
        except InputError as error:
            problem = str(error)
    return templating.page(
        "search.html",
        status,
        twin=templating.link(f"{ROOT}/search", asked.further()),
        asked=asked,
        problem=problem,
        found=found[: asked.limit],
        count=count,
        at_least=count == COUNTED,
        folded_out=bool(asked.model_fields_set & FOLDED),
        outlets=archive.outlets(),
        **_turns("/search", asked, more=len(found) > asked.limit),
    )


def _sought(given: Mapping[str, str]) -> tuple[SearchParameters, str]:
    """Return what the form of a search holds, and what is wrong with it, in words: all of it is shown again."""
    try:
        return SearchParameters.of(given), ""
    except ValidationError as error:
        wrong = {str(each["loc"][0]): each["msg"] for each in error.errors()}
        right = SearchParameters.of({name: value for name, value in given.items() if name not in wrong})
        told = "; ".join(f"{name}: {problem}" for name, problem in wrong.items())
        return right.model_copy(update={name: given[name] for name in wrong.keys() & DATES}), f"{told}."


@router.get("/claims")
def claims(request: Request) -> Response:
    """Show the claims that travel: in most outlets, on one root without a name, or with something lost on the way."""
    archive = services_of(request).kept()
    asked = ClaimsParameters.of(request.query_params)
    found = archive.claims(**asked.model_dump(exclude={"limit"}), limit=asked.limit + 1)
    return templating.page(
        "claims.html",
        twin=templating.link(f"{ROOT}/claims", asked.further()),
        asked=asked,
        found=found[: asked.limit],
        unlinked=archive.unlinked(),
        outlets=archive.outlets(),
        **_turns("/claims", asked, more=len(found) > asked.limit),
    )


@router.get("/claims/{number}")
def claim(request: Request, number: Place) -> Response:
    """Show a claim: who said it first, who repeated it, on how many roots it rests, and what got lost."""
    found = services_of(request).kept().claim(number)
    if found.id != number:
        # It is told under the number of its first statement.
        return RedirectResponse(f"/claims/{found.id}", 303)
    return templating.page("claim.html", twin=f"{ROOT}/claims/{number}", **claim_view.told(found))


@router.get("/speakers")
def speakers(request: Request, name: str = "") -> Response:
    """Lead from a name to the one who bears it, and from none to all who are quoted."""
    archive = services_of(request).kept()
    place = f"/speakers/{archive.bearer(name.strip(), counted=False).id}" if name.strip() else "/audit#speakers"
    return RedirectResponse(place, 303)


@router.get("/speakers/{number}")
def speaker(request: Request, number: Place) -> Response:
    """Show a speaker: who it is in the stories, when and where they are quoted, and what they said."""
    archive = services_of(request).kept()
    asked = SearchParameters.of({"limit": "10", "newest": "true", **request.query_params, "speaker": f"#{number}"})
    bearer = archive.bearer(f"#{number}", counted=False)
    if bearer.id != number:
        # He was declared to be somebody else.
        return RedirectResponse(f"/speakers/{bearer.id}", 303)
    found = archive.audit(speaker=number, act=asked.act, unsure=asked.unsure, fresh=False)
    said = archive.hits(asked.query())
    return templating.page(
        "speaker.html",
        twin=f"{ROOT}/speakers/{number}",
        entered=entered(request),
        bearer=bearer,
        others=[name for name in bearer.names if name != bearer.name],
        known=archive.known_of(number),
        found=found,
        months=months(found, "direct", "mixed", "indirect"),
        asked=asked,
        said=said,
        beside=_beside(number, asked),
        settings=archive.settings(number),
        joined=archive.appearances(number, APPEARANCES),
        merges=archive.merges(number),
        **_turns(f"/speakers/{number}", asked, more=asked.offset + asked.limit < found.all.statements),
    )


def _beside(number: int, asked: SearchParameters) -> list[tuple[str, str]]:
    """Return where a speaker's page leads to what it leaves out, and in what words."""
    here = f"/speakers/{number}"
    if asked.act != DEFAULT_ACTS or asked.unsure:
        return [(here, "only what was said or written, for sure")]
    return [
        (templating.link(here, act="thought,intention"), "what they are said to think and to mean to do"),
        (templating.link(here, act="all", unsure=True), "all of it, also what may be misread"),
    ]


@router.get("/audit")
def audit(request: Request) -> Response:
    """Count whom the outlets quote, and how."""
    archive = services_of(request).kept()
    asked = AuditParameters.of(request.query_params)
    found = archive.audit(**asked.model_dump(), fresh=False)
    attributes = tuple(dict.fromkeys(each.attribute for each in archive.attributes()))
    return HTMLResponse(_audit(found, asked, tuple(archive.outlets()), attributes, entered(request)))


@lru_cache(AUDITS)
def _audit(found: Audit, asked: AuditParameters, outlets: tuple[str, ...], attributes: tuple[str, ...], entered: bool) -> bytes:
    return templating.html(
        "audit.html",
        twin=templating.link(f"{ROOT}/audit", asked.further()),
        entered=entered,
        asked=asked,
        found=found,
        months=months(found, "named", "unnamed", "nobody"),
        of_outlet=lambda row: templating.link("/audit", asked.further(outlet=row.filters["outlet"])) if row.name else None,
        outlets=outlets,
        attributes=[(name, name) for name in attributes],
    )


@router.get("/read")
def reading(request: Request) -> Response:
    """Show the form for a text, an address or a file."""
    kept = services_of(request).archive is not None and entered(request)
    return templating.page("read.html", twin=None, problem="", given=NOTHING, kept=kept)


@router.post("/read")
def read(
    request: Request,
    text: Annotated[str, Form()] = "",
    address: Annotated[str, Form()] = "",
    published: Annotated[str, Form()] = "",
    unsure: Annotated[str, Form()] = "",
    file: UploadFile | None = None,
) -> Response:
    """Read what the form holds, and show on whose word it stands. Nothing of it is kept."""
    services = services_of(request)
    given = {"text": text, "address": address, "published": published, "unsure": unsure}
    shown: dict[str, Any] = {"twin": None, "given": given, "kept": services.archive is not None and entered(request)}
    # Without scripts the page is a new one, and its form no longer holds the file.
    shown["held"] = bool(text.strip() or address.strip() or "hx-request" in request.headers)
    try:
        found = services.read(services.found(text, address, published, sent(file)))
    except InputError as error:
        return templating.page("read.html", 422, problem=str(error), **shown)
    return templating.page("read.html", problem="", **shown, **told(found, unsure=bool(unsure)))


@router.get("/enter")
def enter(request: Request) -> Response:
    """Show the form for the token."""
    return asked_to_enter(request.query_params.get("next", "/"), 200)


def asked_to_enter(then: str, status: int = 401) -> Response:
    """Return the form for the token, which leads on to another page."""
    return templating.page("enter.html", status, twin=None, then=then)


@router.get("/api")
def api(request: Request) -> Response:
    """Tell the API in words."""
    description = cast("FastAPI", request.app).openapi()
    return templating.page("api.html", twin=f"{ROOT}/openapi.json", groups=openapi.in_words(description))


def entered(request: Request) -> bool:
    """Say whether the visitor has shown the token, and may change the archive."""
    return bool(request.scope.get(KNOWN))


def _turns(path: str, asked: ListParameters, *, more: bool) -> dict[str, str | None]:
    """Return where the pages before and after this one stand."""
    before = asked.offset - asked.limit if asked.offset else None
    fields = asked.further()
    return {
        "earlier": templating.link(path, {**fields, "offset": max(before, 0) or None}) if before is not None else None,
        "later": templating.link(path, dict(after)) if more and (after := asked.after()) else None,
    }
