"""Text: from a story's plain text to a Story whose parts are told apart."""

from __future__ import annotations

from sayso.errors import InputError
from sayso.ingest.layout import lay_out
from sayso.ingest.published import day_of, extended, named_day
from sayso.story import Story


def from_text(
    text: str,
    id: str,  # noqa: A002 - the field's name in the contract
    *,
    published: str | None = None,
    url: str | None = None,
    outlet: str | None = None,
    title: str | None = None,
    byline: str | None = None,
    lang: str | None = None,
) -> Story:
    """Make a story of ``text``, kept to the letter.

    ``published`` is ISO 8601, in the basic form or in the extended one, in which it is kept; where there is none, a line such as
    "Published 5 May 2024" counts.

    A ``title`` that opens the text becomes the headline's span; another one is kept beside the text. Raises :class:`InputError`
    for an empty text, one with lone surrogates, and a ``published`` that is no date.
    """
    if not text.strip():
        raise InputError(id, "is empty", "Give a story of at least one sentence.")
    try:
        text.encode()
        "".join(part for part in (id, url, outlet, title, byline, lang) if part).encode()
    except UnicodeEncodeError as error:
        where = f"at offset {error.start:,}" if error.object == text else "in what is said of it, as its title"
        problem = f"holds half a character (a lone surrogate {where})"
        raise InputError(id, problem, "Write the text again as valid Unicode.") from None
    if published and (given := extended(published)) is None:
        problem = f"was published on {published!r}, which is no date"
        raise InputError(id, problem, "Write dates as 2024-05-31 or 2024-05-31T14:02:00+00:00.")
    published = given if published else published
    layout = lay_out(text, title=title, published=day_of(published))
    if published is None and layout.stamp and (published := named_day(layout.stamp)):
        layout = lay_out(text, title=title, published=day_of(published))
    return Story(
        id,
        text,
        lang=lang,
        url=url,
        outlet=outlet,
        title=title if layout.headline is None else None,
        section=layout.section,
        byline=byline or layout.byline,
        published=published,
        headline=layout.headline,
        deck=layout.deck,
        dateline=layout.dateline,
        body=layout.body,
    )
