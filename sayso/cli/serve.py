"""sayso serve: the archive as pages and an API, on this machine."""

from __future__ import annotations

from typing import Annotated

import typer

from sayso.archive import DEFAULT
from sayso.cli.common import ArchiveOption, PrivateOption, cores, say
from sayso.errors import ArchiveError
from sayso.web import DEADLINE

ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - not listened at unless asked for
"""What stands for all addresses of a machine → the one by which it reaches itself."""


MOST = 4
"""Processes that answer, unless more are asked for: each holds an archive's figures, and has one beside it that reads."""


def serve(
    archive: ArchiveOption = DEFAULT,
    host: Annotated[
        str, typer.Option(help="The address at which to listen. When other machines can reach it, every visitor needs the token.")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", "-p", min=0, max=65535, help="The port at which to listen; 0 takes any free one.")
    ] = 8000,
    name: Annotated[
        list[str] | None,
        typer.Option(
            "--name", metavar="HOST", help="Another name under which visitors reach it, beside --host.", show_default=False
        ),
    ] = None,
    behind_proxy: Annotated[
        list[str] | None,
        typer.Option(
            "--behind-proxy",
            metavar="ADDRESS",
            help="The IP address or network of a proxy before sayso. Only its X-Forwarded-For tells sayso who a visitor is.",
            show_default=False,
        ),
    ] = None,
    jobs: Annotated[
        int | None,
        typer.Option(
            "--jobs",
            "-j",
            min=1,
            help="How many processes answer, each with one that reads. Without it, one for each core, and at most 4.",
            show_default=False,
        ),
    ] = None,
    deadline: Annotated[
        float,
        typer.Option(
            metavar="SECONDS",
            min=0.1,
            help="How long reading a text may take. One that takes longer is an error; no page waits for it.",
        ),
    ] = DEADLINE,
    allow_private: PrivateOption = False,
) -> None:
    """Open the archive in a browser: all news, stories, speakers, search and audit. You can also paste a story and have it read.

    Without an archive you can still have stories read. The address that it prints holds a token: changing the archive needs it.
    """
    from sayso.web.server import Served, free, run
    from sayso.web.token import Access, networks, token

    secret = token()
    proxies = networks(behind_proxy or ())
    access = Access.at(secret, host, name or (), behind_proxy=bool(proxies))
    kept = archive if _opens(archive) else None
    found = free(host, port)
    shown = name[0] if name else ANYWHERE.get(host, host)
    typer.echo(f"http://{f'[{shown}]' if ':' in shown else shown}:{found}/?token={secret}")
    if not access.loopback:
        say("Beyond this machine the token travels in the clear, unless a proxy with TLS stands before sayso.")
    say("Ctrl-C ends it.")
    run(Served(kept, access, host, found, allow_private, proxies, deadline), jobs or min(cores(), MOST))


def _opens(archive: str) -> bool:
    from sayso.archive import Archive

    with Archive(archive) as opened:
        try:
            opened.outlets()
        except ArchiveError as error:
            say(f"{error} Reading works without.")
            return False
    return True
