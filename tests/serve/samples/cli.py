"""`shingan sample`."""

import sys

import typer


def add_commands(cli: typer.Typer) -> None:
    """Add this command."""
    cli.command()(sample)


def sample(name: str) -> None:
    """Say a sample's name."""
    sys.stdout.write(f"a {name} sample\n")
