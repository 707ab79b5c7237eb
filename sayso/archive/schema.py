"""The schema: the archive's tables and columns in the words of the vocabulary, each with what it means. Migrations make them."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    false,
)

metadata = MetaData()


def _id(*, counted: bool = True) -> Column[int]:
    return Column("id", Integer, primary_key=True, autoincrement=counted, comment="Its number.")


def _to(name: str, target: str, comment: str, *, needed: bool = False, index: bool = False) -> Column[int]:
    return Column(name, Integer, ForeignKey(f"{target}.id"), nullable=not needed, index=index, comment=comment)


outlet = Table(
    "outlet",
    metadata,
    _id(),
    Column("name", Text, nullable=False, unique=True, comment="As the story gives it, or the host of its address."),
    comment="Those that publish stories.",
)

story = Table(
    "story",
    metadata,
    _id(),
    Column("headline", Text, comment="Of the version that stands now."),
    _to("outlet_id", "outlet", "Who published it."),
    Column("published", Text, index=True, comment="ISO 8601, as precise as the story says."),
    Column("url", Text, comment="Where it stands."),
    Column("key", Text, nullable=False, unique=True, comment="By what the same story is known again: its address, or its id."),
    _to("origin_id", "story", "Of a reprint: the first story with the same copy, in another outlet.", index=True),
    Column("added", Text, nullable=False, comment="When it came into the archive: ISO 8601, UTC."),
    Index("story_of_outlet", "outlet_id", "published"),
    comment="Articles. A story that changed under its address has several versions.",
)

version = Table(
    "version",
    metadata,
    _id(),
    _to("story_id", "story", "Of which story.", needed=True),
    Column("number", Integer, nullable=False, comment="1 for the first."),
    Column("current", Boolean, nullable=False, comment="Whether it is the one that stands now."),
    Column("digest", Text, nullable=False, index=True, comment="SHA-256 of the text, in hexadecimal."),
    Column("name", Text, nullable=False, comment="What the story was called where it came from: a path, an id, an address."),
    Column("headline", Text, comment="From the text, or given beside it."),
    Column("deck", Text, comment="The lines under the headline."),
    Column("section", Text, comment="Of the outlet: World, Sport."),
    Column("byline", Text, comment="Who wrote it."),
    Column("lang", Text, comment="Language, where the page says it."),
    Column("published", Text, comment="ISO 8601, as precise as the story says."),
    Column("place", Text, comment="Where it was filed, by its dateline."),
    Column("agency", Text, comment="The news agency that its dateline names."),
    Column("words", Integer, nullable=False, comment="Length of the text."),
    Column(
        "statements", Integer, nullable=False, comment="How many it has: speech and writing that are sure, as in the next four."
    ),
    Column("named", Integer, nullable=False, comment="Statements that rest on named speakers only."),
    Column("unnamed", Integer, nullable=False, comment="Statements that somebody without a name stands behind."),
    Column(
        "anonymous",
        Integer,
        comment="Of these, those that somebody definite stands behind whom the story does not name; null in old readings.",
    ),
    Column("nobody", Integer, nullable=False, comment="Statements with no source at all."),
    Column("single", Integer, nullable=False, comment="Statements that no other speaker of the story bears out."),
    Column("added", Text, nullable=False, comment="When it came into the archive: ISO 8601, UTC."),
    Column("sayso", Text, nullable=False, comment="The version of sayso that read it."),
    Column(
        "traced",
        Boolean,
        nullable=False,
        server_default=false(),
        comment="Whether its statements are held against those of other outlets.",
    ),
    Column("text", Text, nullable=False, comment="As published. Every offset points into it, in Unicode code points."),
    Column("reading", LargeBinary, nullable=False, comment="All that was read: the story's JSON without its text, in zlib."),
    UniqueConstraint("story_id", "number"),
    comment="Stories as they stood at one time.",
)

speaker = Table(
    "speaker",
    metadata,
    _id(counted=False),
    Column("name", Text, nullable=False, comment="The fullest that was met."),
    Column("kind", Text, nullable=False, comment="person, organisation, government, document or group."),
    Column("key", Text, nullable=False, index=True, comment="The name as it is compared."),
    _to("root_id", "speaker", "Who they are after all merges that stand; the same speaker, if there are none.", index=True),
    comment="Those who are named as sources, joined across stories.",
)

name = Table(
    "name",
    metadata,
    Column("key", Text, nullable=False, comment="A name, or the last words of one, as it is compared."),
    Column("speaker_id", Integer, ForeignKey("speaker.id"), nullable=False, index=True, comment="Who bears it."),
    PrimaryKeyConstraint("key", "speaker_id"),
    comment="Every name by which a speaker can be looked up.",
)

appearance = Table(
    "appearance",
    metadata,
    _id(counted=False),
    _to("version_id", "version", "In which version of a story.", needed=True),
    Column("number", Integer, nullable=False, comment="Which of the story's speakers, from 0."),
    _to("speaker_id", "speaker", "Who it is across stories; null for those without a name.", index=True),
    Column("name", Text, comment="The canonical name in this story; null where it gives none."),
    Column("kind", Text, nullable=False, comment="person, organisation, government, document, group or unnamed."),
    Column("role", Text, comment="In the story's words."),
    Column("affiliation", Text, comment="In the story's words."),
    Column("description", Text, comment="What the story says instead of a name."),
    Column("several", Boolean, nullable=False, comment="Whether it stands for more than one."),
    Column("labels", Text, comment="What the outlet hangs on the source, a line each."),
    Column("why", Text, comment="Why it was joined with this speaker, or not with one of the same name."),
    UniqueConstraint("version_id", "number"),
    comment="A speaker in a story.",
)

subject = Table(
    "subject",
    metadata,
    _to("version_id", "version", "In which version of a story.", needed=True),
    Column("number", Integer, nullable=False, comment="Which of the people whom it names, from 0."),
    Column("name", Text, nullable=False, comment="The fullest that the story gives."),
    Column("key", Text, nullable=False, index=True, comment="The name as it is compared."),
    _to("speaker_id", "speaker", "Who it is across stories, if the story lets them speak.", index=True),
    Column("times", Integer, nullable=False, comment="How often the story names them."),
    Column("about", Boolean, nullable=False, comment="Whether the story is about them: named in the headline or deck, or often."),
    PrimaryKeyConstraint("version_id", "number"),
    comment="People whom a story names, whether it quotes them or not.",
)

attribute = Table(
    "attribute",
    metadata,
    Column("key", Text, nullable=False, comment="The name as it is compared, or `#12` for the speaker of that number."),
    Column("attribute", Text, nullable=False, comment="What is told: the head of a column of the newsroom's own table."),
    Column("value", Text, nullable=False, comment="In the newsroom's words."),
    Column("name", Text, nullable=False, comment="As the newsroom's table has it."),
    PrimaryKeyConstraint("key", "attribute"),
    Index("attribute_of_value", "attribute", "value"),
    comment="What a newsroom knows of people beside what stories say.",
)

merge = Table(
    "merge",
    metadata,
    _id(),
    _to("speaker_id", "speaker", "Who turned out to be somebody else.", needed=True, index=True),
    _to("into_id", "speaker", "Who they are.", needed=True, index=True),
    Column("why", Text, nullable=False, comment="In the words of whoever did."),
    Column("made", Text, nullable=False, comment="ISO 8601, UTC."),
    Column("undone", Text, comment="When it was taken back; null while it stands."),
    comment="Speakers that somebody declared to be one.",
)

statement = Table(
    "statement",
    metadata,
    _id(counted=False),
    _to("story_id", "story", "In which story.", needed=True, index=True),
    _to("version_id", "version", "In which version of it.", needed=True),
    Column("number", Integer, nullable=False, comment="Which of the version's statements, from 0."),
    Column("current", Boolean, nullable=False, comment="Whether its version is the one that stands now."),
    _to("speaker_id", "speaker", "Who said it, across stories; null where nobody is named."),
    _to("appearance_id", "appearance", "Who said it, in this story; null where there is no source."),
    Column("source", Text, comment="The words that name who said it."),
    Column("cue", Text, nullable=False, comment="The words that say that it was said."),
    Column("content", Text, nullable=False, comment="What was said, in the story's words; pieces are joined by an ellipsis."),
    Column(
        "plain",
        Text,
        comment="The content in plain letters (`l` for `ł`) where it has some that no accent makes; null otherwise.",
    ),
    Column("content_start", Integer, nullable=False, comment="Where the content begins in the text, in Unicode code points."),
    Column("content_end", Integer, nullable=False, comment="Where it ends."),
    _to("parent_id", "statement", "The statement in whose content it stands.", index=True),
    Column("depth", Integer, nullable=False, comment="How many statements stand around it."),
    Column("where", Text, comment="headline, deck or body."),
    Column("kind", Text, comment="direct, indirect or mixed: wholly, not or partly in quotation marks."),
    Column("unnamed", Boolean, nullable=False, comment="Whether there is a source and it has no name."),
    Column(
        "act",
        Text,
        nullable=False,
        server_default="speech",
        comment="What was done: speech, writing, thought or intention; speech where an older sayso read it. "
        "assertion: a sentence of the outlet's own, kept where others give it to somebody.",
    ),
    Column(
        "speaker_kind",
        Text,
        comment="person, organisation, government, document or group; where nobody is named anonymous, vague, group or open; null "
        "where an older sayso read it.",
    ),
    Column("confidence", Float, comment="How likely content, source and speaker are right, from 0 to 1."),
    Column(
        "unsure",
        Boolean,
        nullable=False,
        server_default=false(),
        comment="Whether it is too unsure to be shown unless that is asked for.",
    ),
    Column("addressee", Text, comment="To whom it was said, in the story's words."),
    Column("channel", Text, comment="Through what: `on Telegram`."),
    Column("venue", Text, comment="At what: `at a press conference in Brussels`."),
    Column("when_text", Text, comment="The story's words for when it was said."),
    Column("when", Text, comment="When it was said: ISO 8601, as precise as these words."),
    Column("when_from", Text, comment="The first day of that."),
    Column("when_to", Text, comment="The last day of that."),
    Column(
        "day", Text, comment="Under which day it is listed: that of the saying, where it is known to the day; or of publication."
    ),
    Column("stance", Text, comment="neutral, distancing or endorsing: what the cue says of the content."),
    Column("negated", Boolean, nullable=False, comment="Whether the cue denies that it was said."),
    Column("asserted", Boolean, nullable=False, comment="Whether the content is put forward as so."),
    Column("chain", Text, nullable=False, comment="On whose word it reaches the reader, from the outlet on."),
    Column("chain_length", Integer, nullable=False, comment="How many stand between."),
    Column(
        "headlined",
        Boolean,
        nullable=False,
        server_default=false(),
        comment="Whether headline or deck assert the same in the outlet's own voice.",
    ),
    Column("facets", Text, nullable=False, comment="Whom, where and when, as tokens by which SQLite's index narrows a search."),
    Index("statement_of_version", "version_id", "number", unique=True),
    Index("statement_of_speaker", "speaker_id", "current", "day", "story_id", "act", "unsure"),
    Index("statement_by_day", "day"),
    comment="Attributions: a source is said by a cue to have said a content.",
)


def _statement(name: str, comment: str, *, key: bool = False, index: bool = False) -> Column[int]:
    """Return a column of the number of a statement, with which its rows go."""
    to = ForeignKey("statement.id", ondelete="CASCADE")
    return Column(name, Integer, to, primary_key=key, autoincrement=False, nullable=False, index=index, comment=comment)


trace_key = Table(
    "trace_key",
    metadata,
    Column("value", BigInteger, nullable=False, comment="A run of its words or two rare ones, hashed, by period."),
    _statement("statement_id", "Whose content.", index=True),
    PrimaryKeyConstraint("value", "statement_id"),
    sqlite_with_rowid=False,
    comment="By what statements that may say the same are found.",
)

sentence_key = Table(
    "sentence_key",
    metadata,
    Column("value", BigInteger, nullable=False, comment="As of a trace_key."),
    Column("story_id", Integer, ForeignKey("story.id", ondelete="CASCADE"), nullable=False, index=True, comment="Of which story."),
    Column("content_start", Integer, nullable=False, comment="Where the sentence begins in the text, in Unicode code points."),
    Column("content_end", Integer, nullable=False, comment="Where it ends."),
    PrimaryKeyConstraint("value", "story_id", "content_start"),
    sqlite_with_rowid=False,
    comment="By what sentences are found that an outlet says itself, and that others may give to somebody.",
)

tie = Table(
    "tie",
    metadata,
    _statement("a_id", "A statement."),
    _statement("b_id", "One of another outlet, with a higher number.", index=True),
    Column("same", Float, nullable=False, comment="How likely both give one act of saying, from 0 to 1."),
    Column("claim", Float, nullable=False, comment="How likely both say the same, from 0 to 1."),
    PrimaryKeyConstraint("a_id", "b_id"),
    comment="Pairs of statements that are likely one claim.",
)

tie_by_hand = Table(
    "tie_by_hand",
    metadata,
    _id(),
    _statement("a_id", "A statement.", index=True),
    _statement("b_id", "Another one.", index=True),
    Column("together", Boolean, nullable=False, comment="Whether both are one utterance; else they are never one claim."),
    Column("why", Text, nullable=False, comment="In the words of whoever said so."),
    Column("made", Text, nullable=False, comment="ISO 8601, UTC."),
    Column("undone", Text, comment="When it was taken back; null while it stands."),
    comment="Pairs of statements that somebody declared to be one, or two.",
)

membership = Table(
    "membership",
    metadata,
    _statement("statement_id", "Which statement. One without a row is a claim of its own.", key=True),
    Column("utterance_id", Integer, nullable=False, comment="The first statement of its utterance."),
    Column("claim_id", Integer, nullable=False, index=True, comment="The first statement of its claim."),
    Column("voice_id", Integer, nullable=False, comment="The first statement of those that are not independent of it."),
    Column("change", Text, nullable=False, comment="From the fullest: identical, shortened, lengthened, spliced, reworded."),
    Column("losses", Text, nullable=False, comment="What it lost: speaker, link, hedge, negation, headline; a blank between."),
    Column("root", Text, nullable=False, comment="Whom its chain ends at; the outlet where nobody is given."),
    Column("via", Text, comment="From whom the outlet had it, where that is known."),
    comment="Which utterance and which claim a statement belongs to.",
)

likeness = Table(
    "likeness",
    metadata,
    Column("value", BigInteger, nullable=False, comment="A band of the MinHash signature of its words (Broder 1997)."),
    Column("version_id", Integer, ForeignKey("version.id"), nullable=False, index=True, comment="Whose text."),
    PrimaryKeyConstraint("value", "version_id"),
    comment="By what reprints of the same copy are found.",
)

document = Table(
    "document",
    metadata,
    Column("digest", Text, primary_key=True, comment="Of name and bytes: what has it is not read again."),
    _to("version_id", "version", "What was read in it.", needed=True, index=True),
    Column("added", Text, nullable=False, comment="ISO 8601, UTC."),
    comment="Inputs that were taken in.",
)

failure = Table(
    "failure",
    metadata,
    Column("name", Text, primary_key=True, comment="The input or the part of it: a path, a line, an address."),
    Column("input", Text, nullable=False, comment="What was asked for, and is asked for again on a retry."),
    Column("problem", Text, nullable=False, comment="What is wrong with it."),
    Column("remedy", Text, nullable=False, comment="What to do."),
    Column("tries", Integer, nullable=False, comment="How often it was tried."),
    Column("failed", Text, nullable=False, comment="Last: ISO 8601, UTC."),
    comment="Inputs that could not be read. They are forgotten once they can.",
)

feed = Table(
    "feed",
    metadata,
    Column("url", Text, primary_key=True, comment="Its address."),
    Column("etag", Text, comment="By which its server tells whether it changed (RFC 9110)."),
    Column("modified", Text, comment="Likewise."),
    Column("news", Text, nullable=False, comment="When its latest entries appeared: ISO 8601, a blank between."),
    Column("asked", Text, comment="When it was last asked for: ISO 8601, UTC."),
    Column("next", Text, nullable=False, index=True, comment="When it is to be asked for again."),
    Column("failures", Integer, nullable=False, comment="How often in a row it could not be had."),
    Column("problem", Text, comment="Why it could not, the last time."),
    comment="Feeds and site maps that are watched.",
)

page = Table(
    "page",
    metadata,
    Column("key", Text, primary_key=True, comment="The address as it is compared."),
    Column("url", Text, nullable=False, comment="The address under which a feed lists it."),
    _to("story_id", "story", "The story that stands there.", needed=True, index=True),
    Column("etag", Text, comment="By which its server tells whether it changed (RFC 9110)."),
    Column("modified", Text, comment="Likewise."),
    Column("first", Text, nullable=False, comment="When it was first seen: ISO 8601, UTC."),
    Column("looked", Text, nullable=False, comment="When it was last looked at."),
    Column("next", Text, index=True, comment="When it is to be looked at again for silent edits; null for never."),
    Column("gone", Text, comment="Since when it is no longer there."),
    comment="Pages of watched feeds.",
)

edition = Table(
    "edition",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False, comment="Goes up with each."),
    comment="How often what an audit counts has changed: one row, which triggers keep.",
)

meaning = Table(
    "meaning",
    metadata,
    Column("name", Text, primary_key=True, comment="A table, or a column of one: `statement`, `statement.kind`."),
    Column("meaning", Text, nullable=False, comment="In words."),
    comment="What the tables and columns mean.",
)

VIEWS = {
    "said": "Every statement that stands now and is sure, in full: who said, wrote, thought or meant to do what, on whose word.",
    "quoted": "Whom the outlets quote, and how often: what they said or wrote, where that is sure.",
    "sourcing": "How the stories of an outlet are sourced: how many statements rest on the named, the unnamed, on nobody.",
    "reprint": "Stories whose copy stood in another outlet first.",
    "edited": "Stories that changed under their address.",
    "mention": "Statements as mentions of claims: what each changed and lost, on whom it rests, from whom the outlet had it.",
    "claim": "What is claimed: when it was first seen, and how many mentions, outlets, roots and independent voices it has.",
}
"""Views for the common questions → what they answer."""


def meanings() -> dict[str, str]:
    """Return what tables, views and columns mean, by their names."""
    found = dict(VIEWS)
    for table in metadata.sorted_tables:
        found[table.name] = table.comment or ""
        found |= {f"{table.name}.{column.name}": column.comment for column in table.columns if column.comment}
    return found
