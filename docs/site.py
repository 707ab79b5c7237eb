"""What the documentation takes from the code while it is built: the page of all commands, made of their help texts."""

from __future__ import annotations

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the page of the commands."""
    files.append(File.generated(config, "commands.md", content=commands()))
    return files


def commands() -> str:
    """Return the help texts of all commands, as a page."""
    import typer.main
    from typer.cli import get_docs_for_click

    from sayso.cli import app

    command = typer.main.get_command(app)
    return get_docs_for_click(obj=command, ctx=typer.Context(command, info_name="sayso"), name="sayso", title="Commands")
