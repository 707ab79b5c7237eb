"""sayso serve: the archive as pages and an API, on this machine."""

from __future__ import annotations

import socket
from typing import Annotated

import typer

from sayso.archive import DEFAULT
from sayso.cli.common import ArchiveOption, PrivateOption, say
from sayso.errors import ArchiveError, InputError


def serve(
    archive: ArchiveOption = DEFAULT,
    host: Annotated[
        str, typer.Option(help="Where to listen. Elsewhere than on this machine it asks every visitor for the token.")
    ] = ("127.0.0.1"),
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
    import uvicorn

    from sayso.archive import Archive
    from sayso.web.app import create
    from sayso.web.limits import Punctual
    from sayso.web.token import Access, token

    kept: Archive | None = Archive(archive)
    assert kept is not None  # noqa: S101 - just made
    try:
        kept.outlets()
    except ArchiveError as error:
        say(f"{error} Reading works without.")
        kept = None
    listening = _listening(host, port)
    port = listening.getsockname()[1]
    secret = token()
    app = create(kept, Access.at(secret, host, name or ()), private=allow_private)
    typer.echo(f"http://{f'[{host}]' if ':' in host else host}:{port}/?token={secret}")
    say("Ctrl-C ends it.")
    config = uvicorn.Config(
        app, http=Punctual, log_level="warning", server_header=False, proxy_headers=False, timeout_graceful_shutdown=3
    )
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
