"""The command line: one verb, one module. Results go to standard output, all else to standard error."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

import sayso
from sayso.cli.add import add
from sayso.cli.audit import audit
from sayso.cli.changes import changes
from sayso.cli.common import say
from sayso.cli.evaluate import evaluate
from sayso.cli.export import export
from sayso.cli.mcp import mcp
from sayso.cli.read import read
from sayso.cli.run import run
from sayso.cli.search import search
from sayso.cli.serve import serve
from sayso.cli.trace import trace
from sayso.cli.watch import watch
from sayso.cli.who import who
from sayso.errors import SaysoError
from sayso.processes import lose_no_ctrl_c, speak_plainly

app = typer.Typer(
    name="sayso",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 everything worked; 1 some inputs failed, and standard error names each of them; 2 the command was wrong.",
)
app.command(
    epilog="Examples:  sayso read story.txt  ·  sayso read page.html --html -o read.html  ·  sayso read --jsonl news/ > read.jsonl"
)(read)
app.command(
    epilog="Examples:  sayso add news/ CC-NEWS-20240501.warc.gz  ·  sayso add https://news.example/feed.xml  ·  sayso add --retry"
)(add)
app.command(
    epilog="Examples:  sayso run CC-NEWS/ --to read/  ·  sayso run s3://bucket/news/ --to read/ --dry-run  ·  sayso add read/"
)(run)
app.command(epilog="Examples:  sayso watch https://news.example/feed.xml --every 30m  ·  sayso watch --once")(watch)
app.command(
    epilog="Examples:  sayso search ferry OR line --unnamed  ·  sayso search --speaker Calder --since 2024-03 --csv > said.csv"
)(search)
app.command(
    epilog="Examples:  sayso who Calder  ·  sayso who '#12' --since 2024  ·  sayso who '#40' --is '#12' --why 'married name'"
)(who)
app.command(epilog="Examples:  sayso trace dredging  ·  sayso trace story.txt  ·  sayso trace --min-outlets 3 --since 2024")(trace)
app.command(
    epilog="Examples:  sayso audit --since 2024  ·  sayso audit --people staff.csv --by gender  ·  sayso audit --csv > audit.csv"
)(audit)
app.command(epilog="Examples:  sayso changes  ·  sayso changes https://news.example/story")(changes)
app.command(epilog="Examples:  sayso export --format parquet -o said.parquet  ·  sayso export --format csv > said.csv")(export)
app.command(epilog="Examples:  sayso serve --archive news.db  ·  sayso serve --host 0.0.0.0 --name news.example")(serve)
app.command(epilog="Example, in an assistant's settings:  sayso mcp --archive /home/me/news.db")(mcp)
app.command(epilog="Example:  sayso evaluate gold.jsonl")(evaluate)


def main() -> None:
    """Run the command line."""
    speak_plainly()
    lose_no_ctrl_c()
    try:
        app()
    except SaysoError as error:
        say(str(error))
        sys.exit(1)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"sayso {sayso.__version__}")
        raise typer.Exit


@app.callback()
def _sayso(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")] = False,
) -> None:
    """On whose say-so? Reads news and shows, for every statement in a story, who said it."""
