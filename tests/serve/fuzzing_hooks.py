"""What schemathesis is told before it calls the service."""

from collections import Counter
from typing import Any
from zlib import crc32

import schemathesis
from schemathesis import Case, GenerationMode, HookContext
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation.meta import CoveragePhaseData

from serve.uploads.protocol import BYTES

TWINS = {"PUT /v1/sheets/{sheet_id}": "POST /v1/sheets"}  # they take the same body, whose boundary values are 1,500
WRONG = 4  # values of a wrong type at one place, most often
_made: set[tuple[str, ...]] = set()
_wrong: Counter[tuple[str, ...]] = Counter()

schemathesis.serializer.alias(BYTES, "application/octet-stream")


@schemathesis.hook
def filter_case(context: HookContext, case: Case[Any]) -> bool:  # noqa: ARG001  schemathesis calls it so
    """Leave out a call with boundary values that is sent already: one in ten differs from another in its name alone.

    So is a call that is wrong in a place and a way in which one or two others of the operation are. Hides a service
    that answers the second of two equal calls in another way; `test_idempotency.py` sends such.
    """
    if case.meta is None or not isinstance(data := case.meta.phase.data, CoveragePhaseData):
        return True
    call = _sent(case, is_of_body=data.parameter_location == ParameterLocation.BODY)
    is_new = call not in _made
    _made.add(call)
    return is_new and not (case.meta.generation.mode == GenerationMode.NEGATIVE and _is_wrong_alike(case, data))


def _is_wrong_alike(case: Case[Any], data: CoveragePhaseData) -> bool:
    """Whether calls are wrong as this one is: the first, and in each second place one of the others, another one each.

    The same reader of types answers in every place, so that each wrong type is sent to many places, and few to each.
    """
    is_of_body = data.parameter_location == ParameterLocation.BODY
    where = data.location or data.description if is_of_body else data.parameter
    place = (f"{case.method} {case.path}", str(data.scenario), str(data.parameter_location), str(where))
    _wrong[place] += 1
    has_another, which = divmod(crc32(repr(place).encode()) % (2 * WRONG), WRONG)
    return _wrong[place] != 1 and not (has_another and _wrong[place] == 2 + which)


def _sent(case: Case[Any], *, is_of_body: bool) -> tuple[str, ...]:
    """What is sent; of twins whose body alone is varied, the one stands for the other."""
    body, label = repr(case.body), f"{case.method} {case.path}"
    if is_of_body and label in {*TWINS, *TWINS.values()}:
        return TWINS.get(label, label), str(case.media_type), body
    parts = (case.path_parameters, case.query, case.headers, case.cookies)
    return label, str(case.media_type), body, *(repr(sorted((part or {}).items(), key=repr)) for part in parts)
