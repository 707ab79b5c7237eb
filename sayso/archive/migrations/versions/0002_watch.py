"""Feeds that are watched, and their pages."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables of ``sayso watch``."""
    op.create_table(
        "feed",
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("etag", sa.Text()),
        sa.Column("modified", sa.Text()),
        sa.Column("news", sa.Text(), nullable=False),
        sa.Column("asked", sa.Text()),
        sa.Column("next", sa.Text(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("problem", sa.Text()),
        sa.PrimaryKeyConstraint("url"),
    )
    op.create_index("ix_feed_next", "feed", ["next"])
    op.create_table(
        "page",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("story_id", sa.Integer(), nullable=False),
        sa.Column("etag", sa.Text()),
        sa.Column("modified", sa.Text()),
        sa.Column("first", sa.Text(), nullable=False),
        sa.Column("looked", sa.Text(), nullable=False),
        sa.Column("next", sa.Text()),
        sa.Column("gone", sa.Text()),
        sa.ForeignKeyConstraint(["story_id"], ["story.id"]),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("ix_page_story_id", "page", ["story_id"])
    op.create_index("ix_page_next", "page", ["next"])
