"""A text within a column of JSON, in a statement for both databases."""

from typing import Any

from sqlalchemy import JSON, ColumnElement, Text, cast, func
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class JsonText(FunctionElement[str]):
    """The text under a key of a column that has an object as JSON; null where there is none."""

    inherit_cache = True
    name = "json_text"
    type = Text()

    def __init__(self, column: ColumnElement[Any], key: str) -> None:
        super().__init__(column, key)


@compiles(JsonText, "sqlite")
def _of_sqlite(element: JsonText, compiler: SQLCompiler, **options: Any) -> str:
    column, key = element.clauses
    return compiler.process(func.json_extract(column, "$." + str(key.value)), **options)


@compiles(JsonText, "postgresql")
def _of_postgresql(element: JsonText, compiler: SQLCompiler, **options: Any) -> str:
    column, key = element.clauses
    return compiler.process(func.json_extract_path_text(cast(column, JSON), key), **options)
