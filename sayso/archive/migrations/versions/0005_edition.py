"""The edition: a number that goes up with every change of what an audit counts, whoever makes it."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_COUNTED = {
    "outlet": ("id", "name"),
    "story": ("id", "outlet_id", "published"),
    "version": ("id", "story_id", "current"),
    "speaker": ("id", "name", "kind", "key", "root_id"),
    "subject": ("version_id", "number", "name", "key", "speaker_id", "about"),
    "statement": (
        "id",
        "story_id",
        "current",
        "speaker_id",
        "source",
        "unnamed",
        "kind",
        "stance",
        "negated",
        "depth",
        "chain_length",
        "act",
        "unsure",
        "speaker_kind",
    ),
}
"""Table → columns of which figures are made."""
_ON = "UPDATE edition SET number = number + 1;"


def upgrade() -> None:
    """Make the number, and what counts it on."""
    op.create_table("edition", sa.Column("number", sa.Integer(), nullable=False), sa.PrimaryKeyConstraint("number"))
    op.execute("INSERT INTO edition (number) VALUES (1)")
    postgresql = op.get_bind().dialect.name == "postgresql"
    if postgresql:
        op.execute(f"CREATE FUNCTION sayso_edition() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {_ON} RETURN NULL; END $$")
    does = "FOR EACH STATEMENT EXECUTE FUNCTION sayso_edition()" if postgresql else f"BEGIN {_ON} END"
    for table, columns in _COUNTED.items():
        anew = f"UPDATE OF {', '.join(columns)}"
        for name, change in (("in", "INSERT"), ("out", "DELETE"), ("anew", anew), *([("empty", "TRUNCATE")] if postgresql else [])):
            op.execute(f"CREATE TRIGGER edition_{table}_{name} AFTER {change} ON {table} {does}")
