"""Where later subjects keep the name of an organisation, so that it can't change any more."""

from collections.abc import Callable
from dataclasses import dataclass

from serve.accounts.domain import Organisation
from serve.platform.parts import Parts


@dataclass(frozen=True)
class OrganisationNameUse:
    """What one subject keeps under the name of an organisation.

    Attributes:
        is_used: whether it keeps anything under the name that the organisation has.
    """

    is_used: Callable[[Parts, Organisation], bool]


def is_name_used(parts: Parts, organisation: Organisation) -> bool:
    """Whether any subject keeps something under the name of an organisation."""
    return any(each.is_used(parts, organisation) for each in parts.subjects.extensions(OrganisationNameUse))
