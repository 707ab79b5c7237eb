"""ARCHITECTURE.md tells how the package is: its pictures are those of the imports, and its places are there."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
WAY = runpy.run_path(str(ROOT / "docs" / "way.py"))
TEXT = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")


def test_the_pictures_are_those_of_the_imports() -> None:
    assert WAY["page"](TEXT) == TEXT, "Make them anew: python docs/way.py"


@pytest.mark.parametrize("folder", ["", "reading"])
def test_no_step_imports_one_that_comes_after_it(folder: str) -> None:
    assert WAY["circles"](folder) == set()


def test_each_place_that_is_named_is_there() -> None:
    places = re.findall(r"\]\(([^)#]+)\)", TEXT)
    assert len(places) > 20
    assert [place for place in places if not (ROOT / place).exists()] == []


def test_each_step_of_the_package_is_told() -> None:
    steps = {path.name for path in (ROOT / "sayso").iterdir() if (path / "__init__.py").is_file()}
    steps |= {f"reading/{path.name}" for path in (ROOT / "sayso" / "reading").iterdir() if (path / "__init__.py").is_file()}
    assert {step for step in steps if f"`{step}" not in TEXT} - {"reading"} == set()
