"""Calls that the OpenAPI document permits, and others: no server error, and every answer is one that it describes."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from serve.accounts.permissions import OrganisationKind, Role
from tests.serve.doors import GUIDED, ROLE_BOOK
from tests.serve.planning import sitting_on
from tests.serve.running import Service
from tests.serve.world import World

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "ignored_auth",
)
HOOKS = Path(__file__).with_name("fuzzing_hooks.py")
ROOT = HOOKS.parents[2]
EXAMPLES = int(os.environ.get("FUZZING_EXAMPLES", "4"))  # an operation and phase
# Every path is asked with two methods that it does not have, if it has neither: one that none has, one that some have.
UNEXPECTED = '[phases.coverage]\nunexpected-methods = ["TRACE", "DELETE"]\n'
REVOKES = "revokeToken"  # may well revoke the token by which it is called, so its caller calls nothing else
KIND_OF = {  # in this order: each calls what those before may not
    Role.SENIOR_OFFICER: OrganisationKind.AGENCY,
    Role.TRAINER: OrganisationKind.AGENCY,
    Role.REVIEWER: OrganisationKind.RIGHT_HOLDER,
    Role.ADMINISTRATOR: OrganisationKind.OPERATOR,
}


def operations_of_roles(document: dict[str, Any]) -> Iterator[tuple[Role, list[str]]]:
    """Who calls what: every operation has one caller; the first one calls those that are open to all."""
    left = {
        operation["operationId"]: operation.get("x-permission")
        for path in document["paths"].values()
        for operation in path.values()
        if operation["operationId"] != REVOKES
    }
    for role, kind in KIND_OF.items():
        may = {None, *ROLE_BOOK.permissions(role, kind)}
        yield role, [name for name, permission in left.items() if permission in may]
        left = {name: permission for name, permission in left.items() if permission not in may}
    assert left == {}
    yield Role.OFFICER, [REVOKES]


def parameters(service: Service) -> str:
    """Settings by which paths lead to things that are there."""
    world = World(service)
    there = {
        **vars(world.dossier()),
        "confirmation_id": world.confirmation("box"),
        "username": "second-officer",
    } | GUIDED
    there["upload_id"] = world.upload("reviewer")
    there["job_id"] = world.job("reviewer")
    there["sitting_id"] = sitting_on(service, is_closed=True)  # whose events have an end
    service.as_("officer", "second")
    return "[parameters]\n" + "".join(f'"path.{name}" = "{value}"\n' for name, value in there.items())


def callers(service: Service) -> str:
    """Settings by which each operation is called by someone who may call it."""
    roles = operations_of_roles(service.client.get("/openapi.json").json())
    return "".join(
        f"[[operations]]\ninclude-operation-id = {names}\n"
        f'headers = {{ Authorization = "Bearer {service.people.token(role.value)}" }}\n'
        for role, names in roles
    )


@pytest.mark.timeout(900)  # for thousands of calls, beside other work
def test_calls_from_the_document_are_answered_as_it_says(start_service: Callable[..., Service], tmp_path: Path) -> None:
    service = start_service()
    config = tmp_path / "schemathesis.toml"
    config.write_text(parameters(service) + UNEXPECTED + callers(service))
    done = schemathesis(config, service)
    assert done.returncode == 0, f"{done.stdout[-6000:]}{done.stderr[-2000:]}"


def schemathesis(config: Path, service: Service) -> "subprocess.CompletedProcess[str]":
    command = [str(Path(sys.executable).with_name("schemathesis")), "--config-file", str(config), "run"]
    options = [
        "--request-timeout",
        "60",
        "--checks",
        ",".join(CHECKS),
        "--generation-deterministic",
        "-n",
        str(EXAMPLES),
        "--warnings",
        "off",
    ]
    return subprocess.run(
        [*command, f"{service.base}/openapi.json", *options],
        cwd=config.parent,
        env={**os.environ, "SCHEMATHESIS_HOOKS": str(HOOKS), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=750 + 30 * EXAMPLES,
        check=False,
    )
