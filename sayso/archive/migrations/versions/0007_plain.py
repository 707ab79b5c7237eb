"""Contents in plain letters, and the index of words made anew with them: Lodz finds Łódź, Strasse Straße."""

import sqlalchemy as sa
from alembic import op

from sayso.alike import plain

revision = "0007"
down_revision = "0006"

_AT_ONCE = 10_000
"""Statements that are held together."""

_IN = "INSERT INTO statement_words(rowid, content, facets, plain) VALUES (new.id, new.content, new.facets, new.plain);"
_OUT = (
    "INSERT INTO statement_words(statement_words, rowid, content, facets, plain) "
    "VALUES ('delete', old.id, old.content, old.facets, old.plain);"
)
_BEFORE = {
    "sqlite": (
        "DROP TRIGGER statement_words_in",
        "DROP TRIGGER statement_words_out",
        "DROP TRIGGER statement_words_anew",
        "DROP TABLE statement_words",
    ),
    # Its index goes with it.
    "postgresql": ("ALTER TABLE statement DROP COLUMN words",),
}
_AFTER = {
    # A content's own letters are looked through too, so that other programs find them as they are written.
    "sqlite": (
        'CREATE VIRTUAL TABLE statement_words USING fts5(content, facets, plain, content="statement", content_rowid="id", '
        "tokenize='porter unicode61 remove_diacritics 2')",
        "INSERT INTO statement_words(statement_words, rank) VALUES ('rank', 'bm25(1.0, 0.0, 1.0)')",
        f"CREATE TRIGGER statement_words_in AFTER INSERT ON statement BEGIN {_IN} END",
        f"CREATE TRIGGER statement_words_out AFTER DELETE ON statement BEGIN {_OUT} END",
        f"CREATE TRIGGER statement_words_anew AFTER UPDATE OF content, facets, plain ON statement BEGIN {_OUT} {_IN} END",
        "INSERT INTO statement_words(statement_words) VALUES ('rebuild')",
    ),
    "postgresql": (
        "ALTER TABLE statement ADD COLUMN words tsvector GENERATED ALWAYS AS (to_tsvector('sayso', regexp_replace("
        r"normalize(left(coalesce(plain, content), 100000), NFKD), '[\u0300-\u036f]', '', 'g'))) STORED",
        "CREATE INDEX statement_words ON statement USING gin (words)",
    ),
}


def upgrade() -> None:
    """Add the column, fill it where letters are not plain, and make the index anew."""
    connection = op.get_bind()
    for command in _BEFORE[connection.dialect.name]:
        op.execute(command)
    op.add_column("statement", sa.Column("plain", sa.Text()))
    own = sa.table("statement", sa.column("id", sa.Integer()), sa.column("content", sa.Text()), sa.column("plain", sa.Text()))
    some = sa.select(own.c.id, own.c.content).where(own.c.id > sa.bindparam("last")).order_by(own.c.id).limit(_AT_ONCE)
    fill = own.update().where(own.c.id == sa.bindparam("number")).values(plain=sa.bindparam("letters"))
    rows = connection.execute(some, {"last": 0}).all()
    while rows:
        spelt = [{"number": row.id, "letters": letters} for row in rows if (letters := plain(row.content)) != row.content]
        if spelt:
            connection.execute(fill, spelt)
        rows = connection.execute(some, {"last": rows[-1].id}).all()
    for command in _AFTER[connection.dialect.name]:
        op.execute(sa.text(command.replace(":", "\\:")))
