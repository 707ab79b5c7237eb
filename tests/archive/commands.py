"""The command as a process of its own, as a user starts it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any


def sayso(
    *arguments: str | Path, stdin: bytes = b"", cwd: Path | None = None, **environment: str
) -> subprocess.CompletedProcess[bytes]:
    """Run it to its end."""
    around = surroundings(**environment)
    return subprocess.run(command(*arguments), input=stdin, capture_output=True, env=around, cwd=cwd, timeout=120)


def command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "sayso", *map(str, arguments)]


def surroundings(**environment: str) -> dict[str, str]:
    # The package is found from any folder.
    return {**os.environ, "COLUMNS": "80", "PYTHONPATH": str(Path(__file__).parents[2]), **environment}


def objects(out: bytes) -> list[dict[str, Any]]:
    """Read what ``--jsonl`` printed; a line that a kill cut off is none."""
    return [json.loads(line) for line in out.splitlines(keepends=True) if line.endswith(b"\n")]
