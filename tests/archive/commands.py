"""The command as a user gives it: in this process, or in one of its own."""

from __future__ import annotations

import io
import json
import os
import sys
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from sayso.cli import main


def sayso(*arguments: str | Path, stdin: bytes = b"", cwd: Path | None = None, **environment: str) -> CompletedProcess[bytes]:
    """Run it to its end, in this process: to start Python takes longer than most of what is asked of it."""
    out, said = io.BytesIO(), io.BytesIO()
    written = io.TextIOWrapper(out, encoding=environment.get("PYTHONIOENCODING", "utf-8"), write_through=True)
    code: object = 0
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {"COLUMNS": "80", **environment}.items():
            patch.setenv(name, value)
        patch.setattr(sys, "argv", ["sayso", *map(str, arguments)])
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        patch.setattr(sys, "stdout", written)
        patch.setattr(sys, "stderr", io.TextIOWrapper(said, encoding="utf-8", errors="backslashreplace", write_through=True))
        if cwd:
            patch.chdir(cwd)
        try:
            main()
        except SystemExit as ended:
            code = ended.code or 0
        written.flush()
        return CompletedProcess(sys.argv, code if isinstance(code, int) else 1, out.getvalue(), said.getvalue())


def command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "sayso", *map(str, arguments)]


def surroundings(**environment: str) -> dict[str, str]:
    # The package is found from any folder.
    return {**os.environ, "COLUMNS": "80", "PYTHONPATH": str(Path(__file__).parents[2]), **environment}


def objects(out: bytes) -> list[dict[str, Any]]:
    """Read what ``--jsonl`` printed; a line that a kill cut off is none."""
    return [json.loads(line) for line in out.splitlines(keepends=True) if line.endswith(b"\n")]
