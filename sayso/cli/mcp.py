"""sayso mcp: the archive and the reader as tools of assistants, over standard input and output."""

from __future__ import annotations

from sayso.archive import DEFAULT
from sayso.cli.common import ArchiveOption, PrivateOption
from sayso.errors import InputError


def mcp(archive: ArchiveOption = DEFAULT, allow_private: PrivateOption = False) -> None:
    r"""Let an assistant read, search and trace, by the Model Context Protocol over standard input and output.

    An assistant starts this command by itself once its settings name it. Its four tools (read, search, who, trace) only read, and
    answer with the words of stories, their places, chains, addresses and how sure each reading is.

    It needs a library more: pip install "sayso\[mcp]".
    """
    try:
        from sayso.assistant import server
    except ModuleNotFoundError as error:
        raise InputError("sayso mcp", f"needs the library {error.name}", 'Install it: pip install "sayso[mcp]"') from None
    from sayso.archive import Archive

    with Archive(archive) as kept:
        server(kept, private=allow_private).run("stdio")
