"""The first schema: stories and their versions, statements, speakers, what was taken in, and what failed."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_VIEWS = {
    "said": """
        SELECT statement.id, outlet.name AS outlet, story.published, story.headline, story.url, speaker.name AS speaker,
            speaker.kind AS speaker_kind, statement.source, statement.cue, statement.content, statement.kind, statement."where",
            statement.depth, statement.unnamed, statement.addressee, statement.channel, statement.venue, statement."when",
            statement.stance, statement.negated, statement.asserted, statement.chain, statement.chain_length, statement.story_id
        FROM statement
        JOIN story ON story.id = statement.story_id
        LEFT JOIN outlet ON outlet.id = story.outlet_id
        LEFT JOIN speaker AS bearer ON bearer.id = statement.speaker_id
        LEFT JOIN speaker ON speaker.id = bearer.root_id
        WHERE statement.current
    """,
    "quoted": """
        SELECT outlet.name AS outlet, speaker.name AS speaker, speaker.kind AS speaker_kind, count(*) AS statements,
            count(DISTINCT statement.story_id) AS stories, sum(CASE WHEN statement.kind = 'direct' THEN 1 ELSE 0 END) AS direct,
            min(statement.day) AS first_day, max(statement.day) AS last_day, speaker.id AS speaker_id
        FROM statement
        JOIN story ON story.id = statement.story_id
        LEFT JOIN outlet ON outlet.id = story.outlet_id
        JOIN speaker AS bearer ON bearer.id = statement.speaker_id
        JOIN speaker ON speaker.id = bearer.root_id
        WHERE statement.current
        GROUP BY outlet.name, speaker.id, speaker.name, speaker.kind
    """,
    "sourcing": """
        SELECT outlet.name AS outlet, count(*) AS stories, sum(version.statements) AS statements, sum(version.named) AS named,
            sum(version.unnamed) AS unnamed, sum(version.nobody) AS nobody, sum(version.single) AS single
        FROM version
        JOIN story ON story.id = version.story_id
        LEFT JOIN outlet ON outlet.id = story.outlet_id
        WHERE version.current
        GROUP BY outlet.name
    """,
    "reprint": """
        SELECT story.headline, outlet.name AS outlet, story.published, origin.headline AS origin_headline,
            origin_outlet.name AS origin_outlet, origin.published AS origin_published, story.id AS story_id, origin.id AS origin_id
        FROM story
        JOIN story AS origin ON origin.id = story.origin_id
        LEFT JOIN outlet ON outlet.id = story.outlet_id
        LEFT JOIN outlet AS origin_outlet ON origin_outlet.id = origin.outlet_id
    """,
    "edited": """
        SELECT story.headline, outlet.name AS outlet, story.url, count(*) AS versions, min(version.added) AS first_seen,
            max(version.added) AS last_seen, story.id AS story_id
        FROM version
        JOIN story ON story.id = version.story_id
        LEFT JOIN outlet ON outlet.id = story.outlet_id
        GROUP BY story.id, story.headline, outlet.name, story.url
        HAVING count(*) > 1
    """,
}

_IN = "INSERT INTO statement_words(rowid, content, facets) VALUES (new.id, new.content, new.facets);"
_OUT = "INSERT INTO statement_words(statement_words, rowid, content, facets) VALUES ('delete', old.id, old.content, old.facets);"
_SEARCH = {
    # Datasette knows the index of a table by the double quotes.
    "sqlite": (
        'CREATE VIRTUAL TABLE statement_words USING fts5(content, facets, content="statement", content_rowid="id", '
        "tokenize='porter unicode61 remove_diacritics 2')",
        # Facets narrow a search, and say nothing of how well a content fits.
        "INSERT INTO statement_words(statement_words, rank) VALUES ('rank', 'bm25(1.0, 0.0)')",
        f"CREATE TRIGGER statement_words_in AFTER INSERT ON statement BEGIN {_IN} END",
        f"CREATE TRIGGER statement_words_out AFTER DELETE ON statement BEGIN {_OUT} END",
        f"CREATE TRIGGER statement_words_anew AFTER UPDATE OF content, facets ON statement BEGIN {_OUT} {_IN} END",
    ),
    # As in SQLite: words are stemmed, accents fall, and no word is too common to be looked for. No longer text fits a tsvector.
    "postgresql": (
        "CREATE TEXT SEARCH DICTIONARY sayso_stem (TEMPLATE = snowball, LANGUAGE = english)",
        "CREATE TEXT SEARCH CONFIGURATION sayso (COPY = simple)",
        "ALTER TEXT SEARCH CONFIGURATION sayso ALTER MAPPING FOR asciiword, word, asciihword, hword, hword_asciipart, hword_part "
        "WITH sayso_stem",
        "ALTER TABLE statement ADD COLUMN words tsvector GENERATED ALWAYS AS (to_tsvector('sayso', regexp_replace("
        r"normalize(left(content, 100000), NFKD), '[\u0300-\u036f]', '', 'g'))) STORED",
        "CREATE INDEX statement_words ON statement USING gin (words)",
    ),
}


def upgrade() -> None:
    """Make tables, views and the search over contents."""
    op.create_table(
        "failure",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("input", sa.Text(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("remedy", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "outlet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name"),
    )
    op.create_table(
        "speaker",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("root_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["root_id"], ["speaker.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_speaker_key", "speaker", ["key"], unique=False)
    op.create_index("ix_speaker_root_id", "speaker", ["root_id"], unique=False)
    op.create_table(
        "merge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("speaker_id", sa.Integer(), nullable=False),
        sa.Column("into_id", sa.Integer(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("made", sa.Text(), nullable=False),
        sa.Column("undone", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["into_id"], ["speaker.id"]),
        sa.ForeignKeyConstraint(["speaker_id"], ["speaker.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_merge_into_id", "merge", ["into_id"], unique=False)
    op.create_index("ix_merge_speaker_id", "merge", ["speaker_id"], unique=False)
    op.create_table(
        "name",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("speaker_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["speaker_id"], ["speaker.id"]),
        sa.PrimaryKeyConstraint("key", "speaker_id"),
    )
    op.create_index("ix_name_speaker_id", "name", ["speaker_id"], unique=False)
    op.create_table(
        "story",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("headline", sa.Text(), nullable=True),
        sa.Column("outlet_id", sa.Integer(), nullable=True),
        sa.Column("published", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("origin_id", sa.Integer(), nullable=True),
        sa.Column("added", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["origin_id"], ["story.id"]),
        sa.ForeignKeyConstraint(["outlet_id"], ["outlet.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )
    op.create_index("ix_story_origin_id", "story", ["origin_id"], unique=False)
    op.create_index("story_of_outlet", "story", ["outlet_id", "published"], unique=False)
    op.create_index("ix_story_published", "story", ["published"], unique=False)
    op.create_table(
        "version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("story_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("headline", sa.Text(), nullable=True),
        sa.Column("deck", sa.Text(), nullable=True),
        sa.Column("section", sa.Text(), nullable=True),
        sa.Column("byline", sa.Text(), nullable=True),
        sa.Column("lang", sa.Text(), nullable=True),
        sa.Column("published", sa.Text(), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("agency", sa.Text(), nullable=True),
        sa.Column("words", sa.Integer(), nullable=False),
        sa.Column("statements", sa.Integer(), nullable=False),
        sa.Column("named", sa.Integer(), nullable=False),
        sa.Column("unnamed", sa.Integer(), nullable=False),
        sa.Column("nobody", sa.Integer(), nullable=False),
        sa.Column("single", sa.Integer(), nullable=False),
        sa.Column("added", sa.Text(), nullable=False),
        sa.Column("sayso", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("reading", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["story_id"], ["story.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("story_id", "number"),
    )
    op.create_index("ix_version_digest", "version", ["digest"], unique=False)
    op.create_table(
        "appearance",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("speaker_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=True),
        sa.Column("affiliation", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("several", sa.Boolean(), nullable=False),
        sa.Column("labels", sa.Text(), nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["speaker_id"], ["speaker.id"]),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("version_id", "number"),
    )
    op.create_index("ix_appearance_speaker_id", "appearance", ["speaker_id"], unique=False)
    op.create_table(
        "document",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("added", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"]),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_index("ix_document_version_id", "document", ["version_id"], unique=False)
    op.create_table(
        "likeness",
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"]),
        sa.PrimaryKeyConstraint("value", "version_id"),
    )
    op.create_index("ix_likeness_version_id", "likeness", ["version_id"], unique=False)
    op.create_table(
        "statement",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("story_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("speaker_id", sa.Integer(), nullable=True),
        sa.Column("appearance_id", sa.Integer(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("cue", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("content_start", sa.Integer(), nullable=False),
        sa.Column("content_end", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.Column("where", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("unnamed", sa.Boolean(), nullable=False),
        sa.Column("addressee", sa.Text(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("venue", sa.Text(), nullable=True),
        sa.Column("when_text", sa.Text(), nullable=True),
        sa.Column("when", sa.Text(), nullable=True),
        sa.Column("when_from", sa.Text(), nullable=True),
        sa.Column("when_to", sa.Text(), nullable=True),
        sa.Column("day", sa.Text(), nullable=True),
        sa.Column("stance", sa.Text(), nullable=True),
        sa.Column("negated", sa.Boolean(), nullable=False),
        sa.Column("asserted", sa.Boolean(), nullable=False),
        sa.Column("chain", sa.Text(), nullable=False),
        sa.Column("chain_length", sa.Integer(), nullable=False),
        sa.Column("facets", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["appearance_id"], ["appearance.id"]),
        sa.ForeignKeyConstraint(["parent_id"], ["statement.id"]),
        sa.ForeignKeyConstraint(["speaker_id"], ["speaker.id"]),
        sa.ForeignKeyConstraint(["story_id"], ["story.id"]),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_statement_parent_id", "statement", ["parent_id"], unique=False)
    op.create_index("ix_statement_story_id", "statement", ["story_id"], unique=False)
    op.create_index("statement_by_day", "statement", ["day"], unique=False)
    op.create_index("statement_of_speaker", "statement", ["speaker_id", "current", "day", "story_id"], unique=False)
    op.create_index("statement_of_version", "statement", ["version_id", "number"], unique=True)
    op.create_table(
        "meaning",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("meaning", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    for name, query in _VIEWS.items():
        op.execute(f"CREATE VIEW {name} AS {query}")
    for command in _SEARCH[op.get_bind().dialect.name]:
        op.execute(sa.text(command.replace(":", "\\:")))
