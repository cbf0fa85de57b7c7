"""Inside the subjects of the service: each module has a layer, which its name says, and imports none of a layer above.

The rule holds across subjects, too: the schemas of one never import another's routes.
"""

import re
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import grimp
import pytest

from serve.subjects import SUBJECTS

USE_CASES = "use cases"
LAYERS = {  # the highest first, with the names of their modules; every other name is a use case, or a step of one
    "registration": r"subject",
    "commands": r"cli|demo",
    "verifiers": r"(\w+_)?verifier",
    "pages": r"(\w+_)?pages?|page_\w+|panels",
    "routes": r"(\w+_)?routes|guard|declared|intake|receiving",
    "schemas": r"(\w+_)?schemas|examples",
    USE_CASES: r"(?!)",
    "units of work": r"work",
    "stores": r"(\w+_)?store",
    "tables": r"tables",
    "rules": r"(\w+_)?(domain|messages)|permissions",  # and those that a contract in pyproject.toml names
}
ORDER = list(LAYERS)
WEB = {"pages", "routes", "schemas"}
SQL = {"verifiers", "units of work", "stores", "tables"}
WITH_SQL = {
    "serve.accounts.attempts",  # tells `limits` which errors the database raises
    # the work of the others is the whole database, not a subject's rows
    "serve.audit.comparing",
    "serve.audit.service",
    "serve.backups.service",
}


@lru_cache
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("serve", include_external_packages=True, cache_dir=None)


@lru_cache
def contracts() -> list[dict[str, Any]]:
    with Path("pyproject.toml").open("rb") as file:
        found: list[dict[str, Any]] = tomllib.load(file)["tool"]["importlinter"]["contracts"]
    return found


@lru_cache
def rules() -> frozenset[str]:
    (named,) = (
        each["source_modules"] for each in contracts() if "serve.audit.domain" in each.get("source_modules", [])
    )
    return frozenset(named)


def subject_of(module: str) -> str:
    return ".".join(module.split(".")[:2])


def modules() -> list[str]:
    return sorted(each for each in graph().modules if subject_of(each) in SUBJECTS and each not in SUBJECTS)


def layer_of(module: str) -> str:
    if module in rules():
        return "rules"
    name = module.rsplit(".", 1)[1]
    return next((layer for layer, names in LAYERS.items() if re.fullmatch(names, name)), USE_CASES)


def imports_from_above() -> Iterator[tuple[str, str]]:
    known = set(modules())
    for module in modules():
        for imported in sorted(graph().find_modules_directly_imported_by(module) & known):
            if ORDER.index(layer_of(imported)) < ORDER.index(layer_of(module)):
                yield module, imported


def importers_of(library: str) -> set[str]:
    return {each for each in modules() if library in graph().find_modules_directly_imported_by(each)}


@pytest.mark.parametrize(
    ("module", "layer"),
    [
        ("serve.catalogue.guide_pages", "pages"),
        ("serve.cases.page_parts", "pages"),
        ("serve.review.queue_store", "stores"),
        ("serve.review.risk", "rules"),
        ("serve.catalogue.printing.domain", "rules"),
        ("serve.contributions.checking", USE_CASES),
    ],
)
def test_the_name_of_a_module_says_its_layer(module: str, layer: str) -> None:
    assert module in modules()
    assert layer_of(module) == layer


def test_no_module_imports_one_of_a_layer_above_its_own() -> None:
    assert list(imports_from_above()) == []


def test_only_stores_tables_units_of_work_and_verifiers_speak_with_the_database() -> None:
    assert {each for each in importers_of("sqlalchemy") if layer_of(each) not in SQL} == WITH_SQL


def test_only_pages_routes_and_schemas_know_the_web_framework() -> None:
    assert {each for each in importers_of("fastapi") | importers_of("starlette") if layer_of(each) not in WEB} == set()


def test_every_subject_is_in_each_list_of_the_import_contracts() -> None:
    (order,) = (each["layers"] for each in contracts() if each.get("exhaustive"))
    names = [f"serve.{layer}" for layer in reversed(order)]
    assert [name for name in names if name in SUBJECTS] == list(SUBJECTS)
    assert {f"{name}.domain" for name in SUBJECTS} <= rules()
