"""The archive: stories and their statements in a database, kept, searched and handed on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sayso.facade import Archive

__all__ = ["DEFAULT", "Archive"]

DEFAULT = "sayso.db"
"""Where an archive lies if nobody says: in the current folder."""


def __getattr__(name: str) -> Any:
    """Import what the archive needs only when it is asked for: the command line stays quick."""
    if name == "Archive":
        from sayso.facade import Archive

        return Archive
    raise AttributeError(f"module 'sayso.archive' has no attribute {name!r}")
