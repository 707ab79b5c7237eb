"""Stories for archives, as JSON Lines: short news in the manner of wires and local papers, all invented."""

from __future__ import annotations

import json
from pathlib import Path

PIER = (
    "Pier to close for the winter\n\n"
    "ORLAY, May 3 (NWA) — Harbour master Ines Calder said on Friday that the old pier would close for the winter. "
    '"The timbers are rotten," Calder told reporters.\n\n'
    "Two officials familiar with the survey said the cost had doubled. Transport Minister Owen Bray denied that money was short. "
    "The ferries will sail from the new quay until the spring, and the fish market moves to the north side of the harbour."
)
MARKET = (
    "Market hall gets a new roof\n\n"
    'Architect Mara Lind said the market hall would have a roof of glass. "It lets the morning in," Lind said.\n\n'
    "The council said that the work would cost two million crowns."
)


def lines(path: Path, *stories: dict[str, str]) -> Path:
    """Write stories to a JSON Lines file; each needs a text."""
    path.write_text("".join(json.dumps({"id": f"s{number}", **story}) + "\n" for number, story in enumerate(stories)), "utf-8")
    return path
