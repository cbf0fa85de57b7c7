"""`python -m translating`: bring the catalogues up to date, check them, start a language."""

import sys

import typer

from translating import catalogues, checking

app = typer.Typer(add_completion=False, no_args_is_help=True, help="The catalogues of messages.")


@app.command()
def update() -> None:
    """Bring every catalogue up to date with the code, and write it in its one form."""
    for path in catalogues.update():
        typer.echo(f"changed: {path}")


@app.command()
def check() -> None:
    """Print what is wrong with the catalogues; exit status 1 if anything is."""
    found = checking.faults()
    typer.echo("\n".join(found) or "The catalogues are complete.")
    sys.exit(1 if found else 0)


@app.command()
def add(tag: str) -> None:
    """Start the catalogue of a language, such as ko or pt-BR; it is offered when it is complete."""
    try:
        typer.echo(catalogues.add(tag))
    except catalogues.UnknownLanguageError as error:
        typer.echo(error, err=True)
        sys.exit(2)


if __name__ == "__main__":
    app()
