"""The site: from what a page shows to its HTML. Whatever comes from a story is escaped, and can never become markup."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import HTMLResponse

from sayso.show.markup import legal
from sayso.show.telling import counted, notes
from sayso.story import lacking


def _finalize(value: Any) -> Any:
    return legal(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def link(path: str, fields: dict[str, Any] | None = None, **more: Any) -> str:
    """Return an address of the site with its query string; fields that are None are left out."""
    said = {name: plain(value) for name, value in {**(fields or {}), **more}.items() if value is not None}
    # A lone surrogate of a name is no part of an address.
    return f"{quote(path)}?{urlencode(said, errors='replace')}" if said else quote(path)


def plain(value: Any) -> str:
    """Return a value as it stands in an address."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def outward(url: str | None) -> str | None:
    """Return an address that a page may lead to: http(s) only, whatever a story says its own is."""
    try:
        return url if url and urlsplit(url).scheme in ("http", "https") else None
    except ValueError:
        return None


HEADINGS = {
    HTTPStatus.BAD_REQUEST: "This makes no sense",
    HTTPStatus.FORBIDDEN: "This is not allowed",
    HTTPStatus.NOT_FOUND: "Not found",
    HTTPStatus.METHOD_NOT_ALLOWED: "This cannot be done here",
    HTTPStatus.REQUEST_TIMEOUT: "This took too long",
    HTTPStatus.CONFLICT: "This is not clear",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "This is too large",
    HTTPStatus.REQUEST_URI_TOO_LONG: "This address is too long",
    HTTPStatus.MISDIRECTED_REQUEST: "Not under this name",
    HTTPStatus.UNPROCESSABLE_ENTITY: "This makes no sense",
    HTTPStatus.TOO_MANY_REQUESTS: "Too much at once",
    HTTPStatus.INTERNAL_SERVER_ERROR: "This failed",
    HTTPStatus.SERVICE_UNAVAILABLE: "Not just now",
}
"""What a page of an error is headed with."""


def share(part: int, whole: int) -> str:
    """Return a part in hundredths: ``12 %``; a dash where there is no whole."""
    return f"{100 * part / whole:.0f} %" if whole else "–"


def pieces(content: str, matches: tuple[tuple[int, int], ...]) -> list[tuple[str, bool]]:
    """Return a content in pieces, with whether each is a word that was sought."""
    found: list[tuple[str, bool]] = []
    at = 0
    for start, end in matches:
        found += [(content[at:start], False), (content[start:end], True)]
        at = end
    return [*found, (content[at:], False)]


ENVIRONMENT = Environment(
    loader=PackageLoader("sayso.web"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    finalize=_finalize,
    undefined=StrictUndefined,
)
ENVIRONMENT.globals |= {"link": link, "counted": counted, "share": share, "pieces": pieces, "notes": notes, "lacking": lacking}
ENVIRONMENT.filters |= {"outward": outward, "number": lambda number: f"{number:,}"}


def html(name: str, /, **context: Any) -> bytes:
    """Return what a template makes of a context."""
    # A lone surrogate, which an old archive may hold, cannot be sent.
    return ENVIRONMENT.get_template(name).render(context).encode("utf-8", "replace")


def page(name: str, status: int = 200, /, **context: Any) -> HTMLResponse:
    """Return the page of a template."""
    return HTMLResponse(html(name, **context), status)
