"""Traces: by what statements of one claim are found, which are tied, and which utterance and claim each belongs to."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_VIEWS = {
    "mention": """
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
        WHERE statement.current AND NOT statement.unsure AND statement.act IN ('speech', 'writing')
    """,
    "claim": """
        SELECT claim_id, claim_id AS first_statement, min(published) AS first_published, count(*) AS mentions,
            count(DISTINCT utterance_id) AS utterances, count(DISTINCT outlet) AS outlets, count(DISTINCT root) AS roots,
            count(DISTINCT voice_id) AS independent
        FROM mention
        GROUP BY claim_id
    """,
}


def _statement() -> sa.ForeignKey:
    return sa.ForeignKey("statement.id", ondelete="CASCADE")


def upgrade() -> None:
    """Make the tables; what is there already is linked by ``sayso trace --rebuild``."""
    op.create_table(
        "trace_key",
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("statement_id", sa.Integer(), _statement(), nullable=False),
        sa.PrimaryKeyConstraint("value", "statement_id"),
        # The key is the row: half the room, and keys of one time lie together.
        sqlite_with_rowid=False,
    )
    op.create_index("ix_trace_key_statement_id", "trace_key", ["statement_id"])
    op.create_table(
        "tie",
        sa.Column("a_id", sa.Integer(), _statement(), nullable=False),
        sa.Column("b_id", sa.Integer(), _statement(), nullable=False),
        sa.Column("same", sa.Float(), nullable=False),
        sa.Column("claim", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("a_id", "b_id"),
    )
    op.create_index("ix_tie_b_id", "tie", ["b_id"])
    op.create_table(
        "tie_by_hand",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("a_id", sa.Integer(), _statement(), nullable=False),
        sa.Column("b_id", sa.Integer(), _statement(), nullable=False),
        sa.Column("together", sa.Boolean(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("made", sa.Text(), nullable=False),
        sa.Column("undone", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_tie_by_hand_a_id", "tie_by_hand", ["a_id"])
    op.create_index("ix_tie_by_hand_b_id", "tie_by_hand", ["b_id"])
    op.create_table(
        "membership",
        sa.Column("statement_id", sa.Integer(), _statement(), autoincrement=False, nullable=False),
        sa.Column("utterance_id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("voice_id", sa.Integer(), nullable=False),
        sa.Column("change", sa.Text(), nullable=False),
        sa.Column("losses", sa.Text(), nullable=False),
        sa.Column("root", sa.Text(), nullable=False),
        sa.Column("via", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("statement_id"),
    )
    op.create_index("ix_membership_claim_id", "membership", ["claim_id"])
    op.add_column("statement", sa.Column("headlined", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("version", sa.Column("traced", sa.Boolean(), nullable=False, server_default=sa.false()))
    for name, query in _VIEWS.items():
        op.execute(f"CREATE VIEW {name} AS {query}")
