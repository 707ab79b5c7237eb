"""Make what the docs show: ``python docs/make.py`` writes schema, columns and the README's picture from the code as it is."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

from fastapi import FastAPI
from rich.console import Console
from sqlalchemy.dialects import sqlite

import sayso
from sayso.archive.schema import VIEWS, metadata
from sayso.export import claims, rows
from sayso.run import part
from sayso.show.terminal import render
from sayso.story import schema
from sayso.web import DEADLINE, api, limits, openapi, responses
from sayso.web.worker import LONGEST_TEXT

HERE = Path(__file__).parent


def schema_text() -> str:
    """Return the JSON Schema of a story, as it stands in ``story.schema.json``."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


def picture() -> str:
    """Return what ``sayso read examples/harbour.txt`` prints on a terminal of 92 columns, as an SVG."""
    console = Console(record=True, width=92, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    render(sayso.read(HERE.parent / "examples" / "harbour.txt"), console)
    picture = console.export_svg(title="sayso read examples/harbour.txt", unique_id="sayso")
    # rich names a font's address on the web; a picture that needs the network is none of ours.
    return re.sub(r"@font-face \{.*?\}", "", picture, flags=re.DOTALL)


def columns_page() -> str:
    """Return the page on columns: those of statements, those of claims, and those that parts have besides."""
    return rows.page() + claims.page() + part.page()


def archive_page() -> str:
    """Return the page on the archive's tables and views."""
    lines = [_ARCHIVE]
    for name, meaning in VIEWS.items():
        lines.append(f"- `{name}`: {meaning}")
    lines.append("\n## Tables")
    for table in metadata.sorted_tables:
        lines += [f"\n### {table.name}\n\n{table.comment}\n", "| column | type | meaning |", "| --- | --- | --- |"]
        for column in table.columns:
            to = "".join(f" → {key.column.table.name}" for key in column.foreign_keys)
            kind = column.type.compile(dialect=sqlite.dialect()).lower()
            lines.append(f"| `{column.name}` | {kind}{to} | {column.comment or ''} |")
    return "\n".join(lines) + "\n"


def api_page() -> str:
    """Return the page on the API as it stands, with its tables of addresses, fields and statuses, and its limits, made anew."""
    app = FastAPI()
    app.include_router(api.router)
    openapi.describe(app)
    groups = openapi.in_words(app.openapi())
    lines = ["## Addresses\n", f"All begin with `{api.ROOT}`.\n", "| address | what it does | fields |", "| --- | --- | --- |"]
    fields: dict[tuple[str, str], list[str]] = {}
    for _, operations in groups:
        for each in operations:
            address = f"`{each['method']} {each['path'].removeprefix(api.ROOT)}`"
            taken = [(f"`{field['name']}`", field["told"]) for field in each["parameters"]]
            lines.append(f"| {address} | {each['summary']} | {', '.join(name for name, _ in taken)} |")
            for field in taken:
                fields.setdefault(field, []).append(address)
    lines += ["\n| field | meaning | of |", "| --- | --- | --- |"]
    lines += [f"| {name} | {told} | {', '.join(of)} |" for (name, told), of in fields.items() if told]
    lines += ["\n| status | meaning |", "| --- | --- |"]
    lines += [f"| {status} | {meant} |" for status, meant in responses.MEANT.items()]
    lines += ["\n## Limits\n"]
    lines += [f"- A text may have {LONGEST_TEXT:,} letters, a table of people {limits.LARGEST_UPLOAD / 1e6:g} MB."]
    lines += [
        "- Texts are read one after the other, however many come at once, in a process beside the one that answers.",
        f"- Reading a text may take {DEADLINE:g} seconds, or what `--deadline` says. Longer is a problem of status 503.",
    ]
    for item, what in ((limits.ANY, "ask"), (limits.COSTLY, "have texts read, pages fetched or the archive changed")):
        lines.append(f"- Whoever is not this machine may {what} {item.amount} times in {item.get_expiry()} seconds.")
    page = (HERE / "api.md").read_text(encoding="utf-8")
    return page[: page.index(lines[0])] + "\n".join(lines) + "\n"


def datasette() -> str:
    """Return what Datasette is to say of an archive called sayso.db: what its tables mean, and by which words a row is called."""
    # What each column means would stand above the rows, in a list longer than a screen: the table meaning has it.
    tables: dict[str, dict[str, object]] = {name: {"description": meaning} for name, meaning in VIEWS.items()}
    tables |= {table.name: {"description": table.comment} for table in metadata.sorted_tables}
    for name in ("alembic_version", "likeness", "name"):
        tables.setdefault(name, {})["hidden"] = True
    tables["story"]["label_column"] = "headline"
    tables["statement"]["label_column"] = "content"
    tables["statement"] |= {"sort_desc": "day", "size": 50}
    return json.dumps({"title": "sayso", "databases": {"sayso": {"tables": tables}}}, indent=2, ensure_ascii=False) + "\n"


_ARCHIVE = """# The archive's tables

An archive is a SQLite file or a PostgreSQL database, both with these tables and views. Other programs may read it while sayso
writes: `sqlite3 sayso.db`, `psql`, in a browser `datasette sayso.db -m docs/datasette.json`. Only sayso writes to it. The table
`meaning` holds what this page says of each.

- Dates and times are ISO 8601, with the precision that is known; those of sayso itself are in UTC.
- `where` and `when` are words of SQL: quote them there (`select "when" from statement`).
- Words of contents are indexed: in SQLite as the FTS5 table `statement_words`, in PostgreSQL as the column `statement.words`.

## Views
"""

if __name__ == "__main__":
    (HERE / "story.schema.json").write_text(schema_text(), encoding="utf-8")
    (HERE / "api.md").write_text(api_page(), encoding="utf-8")
    (HERE / "archive.md").write_text(archive_page(), encoding="utf-8")
    (HERE / "datasette.json").write_text(datasette(), encoding="utf-8")
    (HERE / "columns.md").write_text(columns_page(), encoding="utf-8")
    (HERE / "read.svg").write_text(picture(), encoding="utf-8")
