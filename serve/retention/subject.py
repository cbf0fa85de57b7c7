"""What retention brings to the service."""

from collections.abc import Mapping
from datetime import timedelta

from serve.persons.service import CasePersons
from serve.platform.parts import Parts
from serve.platform.settings import Settings
from serve.platform.subject import Subject
from serve.platform.work import Works
from serve.retention import tables
from serve.retention.domain import Rules
from serve.retention.service import Retention
from serve.retention.work import RetentionWork

SECONDS = 3600


def _parts(parts: Parts) -> Mapping[type, object]:
    sweeps = (parts[CasePersons].destroy_unnamed,)
    return {Retention: Retention(parts[Works].of(RetentionWork), parts.objects, _rules(parts.settings), sweeps)}


def _rules(settings: Settings) -> Rules:
    given = (
        settings.retention_days,
        settings.loose_retention_days,
        settings.alert_retention_days,
        settings.clearance_retention_days,
        settings.seminar_retention_days,
        settings.course_retention_days,
        settings.shift_retention_days,
        settings.person_retention_days,
    )
    return Rules(*(None if days is None else timedelta(days=days) for days in given))


async def _keep_applying(parts: Parts) -> None:
    await parts[Retention].keep_applying(SECONDS)


SUBJECT = Subject(name="retention", parts=_parts, tables=(tables.leaving,), tasks=(_keep_applying,))
