"""People whom stories name, and what a newsroom knows of people."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the tables of the audit."""
    op.create_table(
        "subject",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("speaker_id", sa.Integer()),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("about", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"]),
        sa.ForeignKeyConstraint(["speaker_id"], ["speaker.id"]),
        sa.PrimaryKeyConstraint("version_id", "number"),
    )
    op.create_index("ix_subject_key", "subject", ["key"])
    op.create_index("ix_subject_speaker_id", "subject", ["speaker_id"])
    op.create_table(
        "attribute",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("attribute", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", "attribute"),
    )
    op.create_index("attribute_of_value", "attribute", ["attribute", "value"])
