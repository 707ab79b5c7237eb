"""The way of the data, drawn from the imports.

``python docs/way.py`` makes the pictures in ARCHITECTURE.md anew, and a test holds them to it. An arrow leads from what is imported
to what imports it, as the data goes. What almost everything uses (``COMMON``) is left out of the first picture: it imports no step.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "ARCHITECTURE.md"
COMMON = ("story", "claim", "errors", "iso", "alike", "lines", "language", "processes")
"""What knows of no step, and is left out of the picture of the steps."""
FACE = ("__init__", "__main__", "pipe", "evaluate")
"""Doors into the library, which lead to all of it."""


def imports(module: Path) -> Iterator[tuple[str, ...]]:
    """Yield what a module imports of sayso, as parts of a dotted name without ``sayso``; what is only for types counts too."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "sayso":
            for name in node.names:
                if name.name == "Archive":
                    # Packages hand it on under their own names.
                    yield ("facade",)
                else:
                    yield (*node.module.split(".")[1:], name.name)
        elif isinstance(node, ast.Import):
            yield from (tuple(name.name.split(".")[1:]) for name in node.names if name.name.startswith("sayso."))


def edges(folder: str) -> set[tuple[str, str]]:
    """Return the pairs (imported, importing) among the parts of a folder of the package: its modules and its folders."""
    base = ROOT / "sayso" / folder
    depth = len(Path(folder).parts)
    found = set()
    for module in base.rglob("*.py"):
        part = module.relative_to(base).parts[0].removesuffix(".py")
        # What stands in a package's own head only passes on what is below it.
        if module.name == "__init__.py" and len(module.relative_to(base).parts) <= 2:
            continue
        for name in imports(module):
            if name[:depth] == Path(folder).parts and len(name) > depth:
                other = name[depth]
                if other != part and ((base / other).is_dir() or (base / f"{other}.py").is_file()):
                    found.add((other, part))
    return found


def drawn(folder: str, without: tuple[str, ...] = ()) -> str:
    """Return the picture of a folder in Mermaid, without arrows that a longer way through others tells already."""
    kept = {pair for pair in edges(folder) if not set(pair) & set(without)}
    told = sorted(pair for pair in kept if not _reached(kept - {pair}, *pair))
    return "\n".join(["```mermaid", "flowchart LR", *(f"    {one} --> {other}" for one, other in told), "```"])


def _reached(pairs: set[tuple[str, str]], start: str, end: str) -> bool:
    seen, todo = {start}, [start]
    while todo:
        here = todo.pop()
        for one, other in pairs:
            if one == here and other not in seen:
                seen.add(other)
                todo.append(other)
    return end in seen


def circles(folder: str) -> set[str]:
    """Return the parts of a folder that import themselves by way of others: there should be none."""
    pairs = edges(folder)
    return {one for one, other in pairs if _reached(pairs, other, one)}


def page(text: str) -> str:
    """Return the page with its pictures made anew: each stands between ``<!-- way FOLDER -->`` and ``<!-- end -->``."""
    for folder, without in (("", (*COMMON, *FACE)), ("reading", ())):
        head, _, rest = text.partition(f"<!-- way {folder or 'sayso'} -->\n")
        _, _, tail = rest.partition("<!-- end -->\n")
        text = f"{head}<!-- way {folder or 'sayso'} -->\n{drawn(folder, without)}\n<!-- end -->\n{tail}"
    return text


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
