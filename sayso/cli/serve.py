"""sayso serve: the archive as pages and an API, on this machine."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated

import typer

from sayso.archive import DEFAULT
from sayso.cli.common import ArchiveOption, PrivateOption, say
from sayso.errors import ArchiveError, InputError

if TYPE_CHECKING:
    from sayso.archive import Archive


ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - not listened at unless asked for
"""What stands for all addresses of a machine → the one by which it reaches itself."""


def serve(
    archive: ArchiveOption = DEFAULT,
    host: Annotated[
        str, typer.Option(help="Where to listen. Elsewhere than on this machine it asks every visitor for the token.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", "-p", min=0, max=65535, help="0 for any that is free.")] = 8000,
    name: Annotated[
        list[str] | None,
        typer.Option(
            "--name", metavar="HOST", help="A name under which visitors reach it, beside that of --host.", show_default=False
        ),
    ] = None,
    allow_private: PrivateOption = False,
) -> None:
    """Open the archive in a browser: all news, stories, speakers, search, audit; and read a story that you paste.

    Without an archive reading works still. The address that is printed holds a token, which whoever changes the archive needs.
    """
    from sayso.archive import Archive

    with Archive(archive) as opened:
        kept: Archive | None = opened
        try:
            opened.outlets()
        except ArchiveError as error:
            say(f"{error} Reading works without.")
            kept = None
        _serve(kept, host, port, name or [], private=allow_private)


def _serve(archive: Archive | None, host: str, port: int, names: Sequence[str], *, private: bool) -> None:
    import uvicorn

    from sayso.web.app import create
    from sayso.web.limits import Punctual
    from sayso.web.token import Access, token

    listening = _listening(host, port)
    port = listening.getsockname()[1]
    secret = token()
    app = create(archive, Access.at(secret, host, names), private=private)
    shown = names[0] if names else ANYWHERE.get(host, host)
    typer.echo(f"http://{f'[{shown}]' if ':' in shown else shown}:{port}/?token={secret}")
    say("Ctrl-C ends it.")
    config = uvicorn.Config(
        app, http=Punctual, log_level="warning", server_header=False, proxy_headers=False, timeout_graceful_shutdown=3
    )
    # That is how one ends it: it is no failure.
    with suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listening])


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        found = socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        problem = f"cannot be listened at ({error.strerror or error})"
        raise InputError(
            f"{host}:{port}", problem, "Choose another with --port or --host; --port 0 takes any that is free."
        ) from None
    found.set_inheritable(True)
    return found
