"""By what the sentences of outlets' own are found; and what is unsure belongs to a claim too where others have it."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

_MENTION = """
    SELECT statement.id AS statement_id, statement.story_id, outlet.name AS outlet, story.published,
        coalesce(membership.utterance_id, statement.id) AS utterance_id,
        coalesce(membership.claim_id, statement.id) AS claim_id, coalesce(membership.change, 'identical') AS change,
        coalesce(membership.losses, CASE WHEN statement.headlined THEN 'headline' ELSE '' END) AS losses,
        coalesce(membership.root, appearance.name, statement.source, outlet.name) AS root, membership.via,
        coalesce(membership.voice_id, statement.id) AS voice_id
    FROM statement
    JOIN story ON story.id = statement.story_id
    LEFT JOIN outlet ON outlet.id = story.outlet_id
    LEFT JOIN appearance ON appearance.id = statement.appearance_id
    LEFT JOIN membership ON membership.statement_id = statement.id
    WHERE statement.current AND (membership.claim_id IS NOT NULL OR NOT statement.unsure)
"""
_CLAIM = """
    SELECT claim_id, claim_id AS first_statement, min(published) AS first_published, count(*) AS mentions,
        count(DISTINCT utterance_id) AS utterances, count(DISTINCT outlet) AS outlets, count(DISTINCT root) AS roots,
        count(DISTINCT voice_id) AS independent
    FROM mention
    GROUP BY claim_id
"""


def upgrade() -> None:
    """Make the table and both views anew; ``sayso trace --rebuild`` files what is there already."""
    op.create_table(
        "sentence_key",
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("story_id", sa.Integer(), sa.ForeignKey("story.id", ondelete="CASCADE"), nullable=False),
        sa.Column("content_start", sa.Integer(), nullable=False),
        sa.Column("content_end", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("value", "story_id", "content_start"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_sentence_key_story_id", "sentence_key", ["story_id"])
    op.execute("DROP VIEW claim")
    op.execute("DROP VIEW mention")
    op.execute(f"CREATE VIEW mention AS {_MENTION}")
    op.execute(f"CREATE VIEW claim AS {_CLAIM}")
    # What is linked was not held against sentences: all is linked anew.
    op.execute("DELETE FROM trace_key")
    op.execute("DELETE FROM tie")
    op.execute("DELETE FROM membership")
    op.execute("UPDATE version SET traced = FALSE")
