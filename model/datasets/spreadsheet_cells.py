"""Cells that no spreadsheet calculates: one rule for every table that is written for people.

A spreadsheet takes a cell for a formula by its first character, spaces before it left out. A tab or the end of a line
counts, too: some programs skip it, and calculate what follows.
"""

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def as_text(cell: str) -> str:
    """A cell that stays text: with an apostrophe before what begins as a formula does."""
    return f"'{cell}" if _is_formula(cell) else cell


def path_as_text(path: str) -> str:
    """A path that stays text and names the same file: with its folder before what begins as a formula does."""
    return f"./{path}" if _is_formula(path) else path


def _is_formula(cell: str) -> bool:
    return cell.lstrip(" ").startswith(FORMULA)
