"""Make what the docs show: ``python docs/make.py`` writes schema, columns and the README's picture from the code as it is."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

from rich.console import Console

import sayso
from sayso.export.rows import page
from sayso.show.terminal import render
from sayso.story import schema

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


if __name__ == "__main__":
    (HERE / "story.schema.json").write_text(schema_text(), encoding="utf-8")
    (HERE / "columns.md").write_text(page(), encoding="utf-8")
    (HERE / "read.svg").write_text(picture(), encoding="utf-8")
