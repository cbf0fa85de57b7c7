"""The table of first passwords that an administrator hands out, for spreadsheets."""

from model.messages import message
from serve.imports.domain import PeopleReport
from serve.platform.spreadsheets import written
from serve.platform.translations import Language

HEADER = (message("Username"), message("Name"), message("Unit"), message("First password"))


def passwords_table(report: PeopleReport, language: Language) -> str:
    """The first passwords of an import as CSV; a cell that begins as a formula does is text."""
    rows = [
        (each.line.username.lower(), each.line.name, each.line.unit, each.password or "") for each in report.handed_out
    ]
    return written([HEADER, *rows], language)
