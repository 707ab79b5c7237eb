"""For assistants: read, search, who and trace as tools of the Model Context Protocol, which change nothing.

An answer holds what stands in stories and what is known of it: words with their places, chains, addresses and how sure each reading
is. It holds no sentence of sayso's own, so that whoever passes it on can point at the words. What is not known is left out.
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import Annotated, Any, ParamSpec, TypeVar

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations
from pydantic import Field

import sayso
from sayso.archive import Archive
from sayso.ask.search import DEFAULT_ACTS, Hit, Query
from sayso.claim import TracedClaim
from sayso.errors import InputError, SaysoError
from sayso.export.rows import headline_of, rows
from sayso.ingest import from_text, stories
from sayso.ingest.language import checked
from sayso.reading.reader import Reader
from sayso.story import Sourced, Statement, Story

INSTRUCTIONS = (
    "Who said what in the news, and on whose word. Spans are half-open, in Unicode code points: of a story's text, which the tool "
    "read returns, but for matches, which are of a statement's own content. A chain leads from the outlet to the speaker. "
    "confidence, from 0 to 1, is how likely a reading is right; what is unsure may be misread. A field that is left out is not "
    "known. That somebody is reported to have said something does not make it true."
)
WEB = ("http://", "https://")
MOST = 100
"""Statements or claims of an answer: an assistant has to read it all."""
_STORY = frozenset({"story", "url", "outlet", "published", "headline"})
"""Columns that are the same for all statements of a story."""

P = ParamSpec("P")
T = TypeVar("T")
Answer = dict[str, Any]
Text = Annotated[str | None, Field(description="The text of a story. Choose one of text, url and the others.")]
Url = Annotated[str | None, Field(description="The http(s) address of one story.")]
Published = Annotated[str | None, Field(description="When a text was published, ISO 8601: it dates what its words do not.")]
Lang = Annotated[str | None, Field(description="en takes the story for English, whatever it looks like.")]
Outlet = Annotated[str | None, Field(description="Only what this outlet published.")]
Since = Annotated[str | None, Field(description="Only on this day or later: 2024, 2024-05 or 2024-05-31.")]
Until = Annotated[str | None, Field(description="Only on this day or before.")]
Limit = Annotated[int, Field(ge=1, le=MOST, description="At most this many.")]
Act = Annotated[str, Field(description="speech, writing, thought, intention, several with commas between, or all.")]
Unsure = Annotated[bool, Field(description="Also what may be misread.")]


def server(archive: Archive, *, private: bool = False) -> MCPServer:
    """Return the server of the tools over an archive; ``private`` allows addresses of private networks."""
    made = MCPServer("sayso", version=sayso.__version__, instructions=INSTRUCTIONS, log_level="WARNING")
    tools = _Tools(archive, private)
    for tool, opened in ((tools.read, True), (tools.search, False), (tools.who, False), (tools.trace, True)):
        annotations = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=opened)
        made.add_tool(_foreseen(tool), annotations=annotations)
    return made


def _foreseen(tool: Callable[P, T]) -> Callable[P, T]:
    """Let an assistant know what was wrong with its call, and what to do: it is told nothing of errors of other kinds."""

    @functools.wraps(tool)
    def told(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return tool(*args, **kwargs)
        except SaysoError as error:
            raise ToolError(str(error)) from error

    return told


class _Tools:
    """The tools, with the archive and the reader that they share."""

    def __init__(self, archive: Archive, private: bool) -> None:
        self._archive = archive
        self._private = private
        self._turn = threading.Lock()

    def read(
        self,
        text: Text = None,
        url: Url = None,
        story: Annotated[int | None, Field(description="The number of a story of the archive.")] = None,
        published: Published = None,
        lang: Lang = None,
    ) -> Answer:
        """Read one story: who said each of its statements, in which words, where they stand, and on whose word.

        Statements stand in the order of the text; parent is the number of the one in whose content another stands.
        """
        _one_of(text=text, url=url, story=story)
        found = self._archive.story(story) if story is not None else self._read(text, url, published, lang)
        told = {"url": found.url, "outlet": found.outlet, "published": found.published, "headline": headline_of(found)}
        statements = ({name: value for name, value in row.items() if name not in _STORY} for row in rows(found))
        return {**_known(told), "text": found.text, "statements": [_known(row) for row in statements]}

    def search(
        self,
        words: Annotated[
            str | None, Field(description='Words that were said, in any inflection; also "words in a row", OR and -without.')
        ] = None,
        speaker: Annotated[str | None, Field(description="Only what this speaker said: a name or '#number'.")] = None,
        outlet: Outlet = None,
        since: Since = None,
        until: Until = None,
        sourced: Annotated[
            Sourced | None, Field(description="Only what rests on such a source: anonymous is somebody definite without a name.")
        ] = None,
        act: Act = DEFAULT_ACTS,
        unsure: Unsure = False,
        newest: Annotated[bool, Field(description="The newest first, not the best match.")] = False,
        limit: Limit = 20,
    ) -> Answer:
        """Find statements of the archive by their words, speaker, outlet and date of publication."""
        asked = Query(words, speaker, outlet, since, until, sourced=sourced, act=act, unsure=unsure, newest=newest, limit=limit)
        return {"statements": self._placed(self._archive.hits(asked))}

    def who(
        self,
        name: Annotated[str, Field(description="A name, a surname, or the '#number' of a speaker.")],
        outlet: Outlet = None,
        since: Since = None,
        until: Until = None,
        act: Act = DEFAULT_ACTS,
        unsure: Unsure = False,
        limit: Limit = 20,
    ) -> Answer:
        """Find what somebody said across the archive, by the day of saying: the latest of it."""
        speaker = self._archive.bearer(name)
        said = self._archive.said(speaker.id, outlet=outlet, since=since, until=until, act=act, unsure=unsure, limit=limit)
        return {"speaker": _known(asdict(speaker)), "statements": self._placed(said)}

    def trace(
        self,
        words: Annotated[str | None, Field(description="Words that were said.")] = None,
        statement: Annotated[int | None, Field(description="The number (id) of a statement of the archive.")] = None,
        text: Text = None,
        url: Url = None,
        published: Published = None,
        lang: Lang = None,
        outlet: Outlet = None,
        since: Since = None,
        until: Until = None,
        speaker: Annotated[str | None, Field(description="Only claims that rest on this speaker.")] = None,
        losses: Annotated[bool, Field(description="Only claims of which a mention lost something.")] = False,
        outlets: Annotated[int, Field(ge=1, description="Only claims in at least this many outlets.")] = 1,
        limit: Limit = 10,
    ) -> Answer:
        """Find where a claim comes from: who had it first, who repeated it, on how many independent roots it rests, what got lost.

        A text or an address is held against the archive, each statement and each sentence of its own: asked is what it says.
        Without any of these come the claims in most outlets. roots are whom the mentions end at; independent counts voices:
        outlets that had it from one speaker, one agency or each other are one.
        """
        if sum(each is not None for each in (words, statement, text, url)) > 1:
            raise ToolError("Give one of words, statement, text and url.")
        if statement is not None:
            return {"claims": [self._told(self._archive.claim(statement))]}
        filters: dict[str, Any] = {
            "outlet": outlet, "since": since, "until": until, "speaker": speaker, "losses": losses, "outlets": outlets,
            "limit": limit,
        }  # fmt: skip
        if text is None and url is None:
            found = self._archive.trace(words, **filters)
        else:
            found = self._archive.traced(self._read(text, url, published, lang), **filters)
        return {"claims": [self._told(claim) for claim in found]}

    def _read(self, text: str | None, url: str | None, published: str | None, lang: str | None) -> Story:
        if url is None:
            story = checked(from_text(text or "", "text", published=published), "text", lang)
        else:
            story = _of_address(url, published, lang, private=self._private)
        # One text fills a core; the model is loaded once.
        with self._turn:
            return _reader().read(story)

    def _told(self, claim: TracedClaim) -> Answer:
        known = {each["id"]: each for each in self._placed(self._archive.statements([one.statement for one in claim.mentions]))}
        mentions = [
            _known(asdict(one) | {name: known.get(one.statement, {}).get(name) for name in ("confidence", "spans")})
            for one in claim.mentions
        ]
        return _known(asdict(claim)) | {"mentions": mentions}

    def _placed(self, found: Iterable[Hit]) -> list[Answer]:
        """Return statements with the places of their words in their stories."""
        read: dict[int, Story] = {}
        answers = []
        for hit in found:
            if hit.story_id not in read:
                read[hit.story_id] = self._archive.story(hit.story_id)
            answers.append(_known(asdict(hit) | {"spans": _spans(read[hit.story_id], hit)}))
        return answers


@functools.cache
def _reader() -> Reader:
    return Reader()


def _of_address(url: str, published: str | None, lang: str | None, *, private: bool) -> Story:
    # What stands on this machine is not an assistant's to read.
    if not url.strip().casefold().startswith(WEB):
        raise InputError(url, "is no address of the web", "It begins with https://. Give what a file holds as a text.")
    story: Story | None = None
    for found in stories([url.strip()], published=published, private=private, lang=lang):
        if isinstance(found, InputError):
            raise found
        if story is not None:
            raise InputError(url, "lists several stories", "Give the address of one of them.")
        story = found
    if story is None:
        raise InputError(url, "holds no story", "Give the address of one, or its text.")
    return story


def _spans(story: Story, hit: Hit) -> dict[str, Any] | None:
    """Return where a statement's words stand in its story; None where the story has changed since it was found."""
    if hit.number >= len(story.statements):
        return None
    statement: Statement = story.statements[hit.number]
    if story.words(statement.content) != hit.content:
        return None
    return _known({"source": statement.source, "cue": statement.cue, "content": statement.content})


def _one_of(**given: object) -> None:
    if sum(value is not None for value in given.values()) != 1:
        raise ToolError(f"Give one of {', '.join(given)}.")


def _known(values: dict[str, Any]) -> dict[str, Any]:
    """Leave out what is not known."""
    return {name: value for name, value in values.items() if value is not None and value not in ("", (), [])}
