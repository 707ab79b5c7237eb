"""Rows: from stories to one flat row a statement, the same columns for CSV, Parquet and Arrow. They are described here alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from sayso.story import Link, Span, Spans, Statement, Story, lacking

if TYPE_CHECKING:
    import pyarrow as pa

VERSION = "2"
"""Of the columns: it goes up when one of them goes, or changes its meaning; not when one is added at the end."""

Type = Literal["text", "number", "fraction", "yes or no", "spans"]
Value = str | int | float | bool | Spans | None


class Column(NamedTuple):
    """A column: its name, its type, and what it means."""

    name: str
    type: Type
    meaning: str


COLUMNS = (
    Column("story", "text", "The story's id."),
    Column("url", "text", "Where the story was published."),
    Column("outlet", "text", "Who published it."),
    Column("published", "text", "When, ISO 8601, as precise as it is known."),
    Column("headline", "text", "The story's headline, from its text or given beside it."),
    Column("statement", "number", "The statement's number in the story, from 0 in the order of the text."),
    Column("parent", "number", "The number of the statement in whose content this one stands; empty where no other holds it."),
    Column("depth", "number", "How many statements stand around it."),
    Column("where", "text", "The part of the story that it stands in: headline, deck or body."),
    Column("kind", "text", "direct, indirect or mixed: the content stands in quotation marks wholly, not, or partly."),
    Column("source", "text", "The words that name who says it, pieces joined by an ellipsis; empty where no source is named."),
    Column("cue", "text", "The words that say that it is said; empty for letters, speeches and the turns of transcripts."),
    Column("content", "text", "The words that are said."),
    Column("source_spans", "spans", "Where the source stands in the story's text."),
    Column("cue_spans", "spans", "Where the cue stands."),
    Column("content_spans", "spans", "Where the content stands."),
    Column("speaker", "text", "Who the source is: the fullest name in the story; empty where it gives none."),
    Column(
        "speaker_kind",
        "text",
        "person, organisation, government, document or group; where the story gives no name, why: anonymous (somebody definite), "
        "vague (nobody in particular), group (a set of people), open (nobody is given); unnamed in old readings.",
    ),
    Column("role", "text", "The story's words for the speaker's role."),
    Column("affiliation", "text", "The story's words for whom the speaker belongs to."),
    Column("unnamed", "yes or no", "There is a source, and it has no name in the story."),
    Column("description", "text", "The story's words for a speaker whom it does not name."),
    Column("addressee", "text", "To whom it was said, in the story's words."),
    Column("channel", "text", "Through what: ‘on Telegram’."),
    Column("venue", "text", "At what: ‘at a press conference in Brussels’."),
    Column("when", "text", "When it was said, ISO 8601 with its own precision; empty where that cannot be known."),
    Column("when_text", "text", "The story's words for when it was said."),
    Column("stance", "text", "What the cue says of the content: neutral (said), distancing (claimed) or endorsing (confirmed)."),
    Column("negated", "yes or no", "The cue denies the saying: ‘did not say’."),
    Column("asserted", "yes or no", "The content is put forward as so; a question, a guess or a refusal to comment does not."),
    Column("chain", "text", "On whose word it reaches the reader: outlet, agency and speakers, from outside in, joined by →."),
    Column("chain_length", "number", "How many stand between the reader and the content: the links of the chain."),
    Column("act", "text", "What was done: speech, writing, thought or intention; empty in old readings: count it as speech."),
    Column("confidence", "fraction", "How likely content, source and speaker are right, from 0 to 1; empty in old readings."),
    Column("unsure", "yes or no", "The reading is too unsure of it for it to be shown unless that is asked for."),
)


def rows(story: Story) -> Iterator[dict[str, Value]]:
    """Yield a row for each statement of the story: a value for each column, None where there is none. No text is empty."""
    told = of_story(story)
    for number, statement in enumerate(story.statements):
        yield told | _row(story, number, statement)


def of_story(story: Story) -> dict[str, Value]:
    """Return the values of the columns that are the same for all statements of a story."""
    return {
        "story": story.id,
        "url": story.url or None,
        "outlet": story.outlet or None,
        "published": story.published or None,
        "headline": headline_of(story),
    }


def _row(story: Story, number: int, statement: Statement) -> dict[str, Value]:
    index = statement.speaker_index
    speaker = story.speakers[index] if index is not None and 0 <= index < len(story.speakers) else None

    def words(*spans: Span | None) -> str | None:
        return story.words(tuple(span for span in spans if span)) or None

    return {
        "statement": number,
        "parent": statement.parent,
        "depth": statement.depth,
        "where": statement.where,
        "kind": statement.kind,
        "source": words(*statement.source),
        "cue": words(*statement.cue),
        "content": words(*statement.content),
        "source_spans": statement.source,
        "cue_spans": statement.cue,
        "content_spans": statement.content,
        "speaker": statement.speaker or None,
        "speaker_kind": statement.speaker_kind or (speaker.kind if speaker else None),
        "role": words(speaker.role) if speaker else None,
        "affiliation": words(speaker.affiliation) if speaker else None,
        "unnamed": statement.unnamed,
        "description": words(speaker.description) if speaker else None,
        "addressee": words(*statement.addressee),
        "channel": words(*statement.channel),
        "venue": words(*statement.venue),
        "when": statement.when or None,
        "when_text": words(*statement.when_text),
        "stance": statement.stance,
        "negated": statement.negated,
        "asserted": statement.asserted,
        "chain": chain_text(story, statement.chain) or None,
        "chain_length": len(statement.chain) or None,
        "act": statement.act,
        "confidence": statement.confidence,
        "unsure": statement.unsure,
    }


def headline_of(story: Story) -> str | None:
    """Return the story's headline, from its text or given beside it."""
    return (story.words((story.headline,)) if story.headline else story.title) or None


def chain_text(story: Story, chain: tuple[Link, ...]) -> str:
    """Return a chain in words: ``The Tidings → Jon Vey → two clerks (anonymous)``. Empty where nobody has chained it."""
    return " → ".join(
        link.name or (f"{told} ({_lacking(story, link)})" if (told := story.words(link.words)) else "nobody named")
        for link in chain
    )


def _lacking(story: Story, link: Link) -> str:
    """Return why a link has no name, in a word."""
    known = link.statement is not None and 0 <= link.statement < len(story.statements)
    return lacking(story.statements[link.statement or 0].speaker_kind) if known else lacking(None)


def schema() -> pa.Schema:
    """Return the Arrow schema of the columns: each field says what it means, and the schema which sayso made it."""
    import pyarrow as pa

    import sayso

    span = pa.struct([pa.field("start", pa.int64(), nullable=False), pa.field("end", pa.int64(), nullable=False)])
    types = {"text": pa.string(), "number": pa.int64(), "fraction": pa.float64(), "yes or no": pa.bool_(), "spans": pa.list_(span)}
    fields = [pa.field(name, types[type_], metadata={"meaning": meaning}) for name, type_, meaning in COLUMNS]
    return pa.schema(fields, metadata={"sayso.version": sayso.__version__, "sayso.columns": VERSION})


def table(stories: Iterable[Story]) -> pa.Table:
    """Return the statements of the stories as an Arrow table, all in memory."""
    return as_table([row for story in stories for row in rows(story)])


def as_table(found: list[dict[str, Any]], columns: pa.Schema | None = None) -> pa.Table:
    """Return rows as an Arrow table, of these columns or, without any, of those of :func:`schema`."""
    import pyarrow as pa

    rows_ = [{name: _arrow(value) for name, value in row.items()} for row in found]
    return pa.Table.from_pylist(rows_, schema=columns or schema())


def _arrow(value: Any) -> Any:
    return [{"start": start, "end": end} for start, end in value] if isinstance(value, tuple) else value


def page() -> str:
    """Return the page of the docs that describes the columns, in Markdown."""
    lines = [f"| `{name}` | {type_} | {meaning} |" for name, type_, meaning in COLUMNS]
    return "\n".join((_PAGE, *lines, ""))


_PAGE = f"""# Columns

Version {VERSION}. One row a statement, in CSV, Parquet and Arrow tables alike; a story without statements has no row. What is not
known is null, in CSV an empty cell.

- *text* is UTF-8; *number* a whole number (Arrow: int64), *fraction* one from 0 to 1 (Arrow: float64); *yes or no* is a boolean,
  in CSV `true` or `false`.
- All that was read has a row, thoughts and intentions too, and what the reading is unsure of: what people said or wrote for sure
  has the `act` speech or writing and is not `unsure`.
- *spans* are half-open stretches of the story's text in Unicode code points, one for each piece: in Arrow and Parquet a list of
  `{{start, end}}`, in CSV `12-30;44-50`.
- CSV cells hold what the source says, to the letter. In a spreadsheet that opens the file as it is, one that begins with `=`, `+`,
  `-` or `@` runs as a formula, and spans become dates: import it with all columns as text, or export it with `for_spreadsheets`,
  which sets an apostrophe before each of these.
- `where` and `when` are words of SQL: quote them there (`select "when" from …`).

| column | type | meaning |
| --- | --- | --- |"""  # noqa: S608 - a page, no query
