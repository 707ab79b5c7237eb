"""What was done, how sure its reading is, and why a speaker has no name."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_VIEWS = {
    "said": """
        SELECT statement.id, outlet.name AS outlet, story.published, story.headline, story.url, speaker.name AS speaker,
            coalesce(statement.speaker_kind, speaker.kind) AS speaker_kind, statement.source, statement.cue, statement.content,
            statement.act, statement.kind, statement."where", statement.depth, statement.unnamed, statement.addressee,
            statement.channel, statement.venue, statement."when", statement.stance, statement.negated, statement.asserted,
            statement.confidence, statement.chain, statement.chain_length, statement.story_id
        FROM statement
        JOIN story ON story.id = statement.story_id
        LEFT JOIN outlet ON outlet.id = story.outlet_id
        LEFT JOIN speaker AS bearer ON bearer.id = statement.speaker_id
        LEFT JOIN speaker ON speaker.id = bearer.root_id
        WHERE statement.current AND NOT statement.unsure
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
        WHERE statement.current AND NOT statement.unsure AND statement.act IN ('speech', 'writing')
        GROUP BY outlet.name, speaker.id, speaker.name, speaker.kind
    """,
}


def upgrade() -> None:
    """Add the columns: what is there already counts as speech that is sure."""
    for name in _VIEWS:
        op.execute(f"DROP VIEW {name}")
    op.add_column("version", sa.Column("anonymous", sa.Integer()))
    for column in (
        sa.Column("act", sa.Text(), nullable=False, server_default="speech"),
        sa.Column("speaker_kind", sa.Text()),
        sa.Column("confidence", sa.Float()),
        sa.Column("unsure", sa.Boolean(), nullable=False, server_default=sa.false()),
    ):
        op.add_column("statement", column)
    # With all that a count of what somebody said asks for, so that no row need be looked at.
    op.drop_index("statement_of_speaker", "statement")
    op.create_index("statement_of_speaker", "statement", ["speaker_id", "current", "day", "story_id", "act", "unsure"])
    for name, query in _VIEWS.items():
        op.execute(f"CREATE VIEW {name} AS {query}")
