"""What keeps the code such that a stranger finds their way."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]


def modules() -> Iterator[tuple[str, ast.Module]]:
    """Each module of the package: its path from the root, and its syntax tree."""
    for path in sorted((ROOT / "sayso").rglob("*.py")):
        yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def test_no_two_public_classes_have_one_name() -> None:
    homes: defaultdict[str, list[str]] = defaultdict(list)
    for path, tree in modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                homes[node.name].append(path)
    assert {name: paths for name, paths in homes.items() if len(paths) > 1} == {}


FUNCTION_WORDS = frozenset(
    re.findall(
        r"\w+",
        "the of by in on at to for with from and or but he she it they we who which when that after before will shall mr mrs ms dr "
        "an this my your his her its their our me you as is are was were be has had not if whether about into",
    )
)
"""Words by which English is told, and no file format: what is held against one of them knows something of the language."""
ENGLISH = FUNCTION_WORDS | frozenset(
    re.findall(
        r"\w+",
        "monday tuesday wednesday thursday friday saturday sunday january february april june july august september october "
        "november december first last updated posted",
    )
)
"""The same, and words that are no name of a field where they stand in a pattern or a set."""


def words_compared(tree: ast.Module) -> set[str]:
    """The words in small letters that something is held against: ``word == "to"``, ``word in ("a", "an")``, ``endswith(" of")``."""
    found: set[str] = set()
    for node in ast.walk(tree):
        sides: list[ast.expr] = []
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("startswith", "endswith"):
            sides = node.args
        for side in sides:
            for part in (side, *getattr(side, "elts", ())):
                if isinstance(part, ast.Constant) and isinstance(part.value, str):
                    found |= set(re.findall(r"[^\W\d_]+", part.value.casefold()))
    return found


def words_of_patterns_and_sets(tree: ast.Module) -> set[str]:
    """The words in small letters that stand in regular expressions, and in sets of words."""
    found: set[str] = set()
    for node in ast.walk(tree):
        called = node.func if isinstance(node, ast.Call) else None
        compiled = isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name) and called.value.id == "re"
        listed = isinstance(called, ast.Name) and called.id in ("frozenset", "set", "word_set")
        if not (compiled or listed or isinstance(node, ast.Set)):
            continue
        for part in ast.walk(node):
            if isinstance(part, ast.Constant) and isinstance(part.value, str):
                plain = re.sub(r"\\[A-Za-z]|\(\?P[<=]\w+[>)]", " ", part.value)
                found |= {word.casefold() for word in re.findall(r"[^\W\d_]+", plain)}
    return found


def test_what_is_known_of_english_stands_in_its_folder() -> None:
    elsewhere = [(path, tree) for path, tree in modules() if not path.startswith("sayso/language/")]
    assert {path: known for path, tree in elsewhere if (known := words_of_patterns_and_sets(tree) & ENGLISH)} == {}
    reading = [(path, tree) for path, tree in elsewhere if path.startswith("sayso/reading/")]
    assert {path: known for path, tree in reading if (known := words_compared(tree) & FUNCTION_WORDS)} == {}


def test_no_pattern_of_reading_spells_a_word() -> None:
    # Whatever the language is: letters in a row stand for themselves only in its folder.
    spelt: dict[str, set[str]] = {}
    for path, tree in modules():
        for node in ast.walk(tree):
            if path.startswith("sayso/reading/") and isinstance(node, ast.Call) and ast.unparse(node.func) == "re.compile":
                parts = [part.value for part in ast.walk(node) if isinstance(part, ast.Constant) and isinstance(part.value, str)]
                plain = re.sub(r"\\[A-Za-z]|\(\?P[<=]\w+[>)]|\[[^]]*\]", " ", " ".join(parts))
                if words := set(re.findall(r"[^\W\d_]{2,}", plain)):
                    spelt.setdefault(path, set()).update(words)
    assert spelt == {}


def test_a_test_without_a_browser_loads_none() -> None:
    code = "import sys, tests.conftest, tests.web.conftest; sys.exit('playwright' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
