"""What later subjects show on the pages of accounts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from serve.platform.dependencies import part_of
from serve.platform.parts import Parts


@dataclass(frozen=True)
class SignInPanel:
    """What one subject shows on the page on which people sign in.

    Attributes:
        template: has the macro `shown(page)`, after the form, and `head(page)`, in the head of the page.
        names: gives what the macros find in `page`; None if nothing is shown.
    """

    template: str
    names: Callable[[Parts], Mapping[str, Any] | None]


def sign_in_panels(request: Request) -> list[tuple[str, Mapping[str, Any]]]:
    """The templates of the panels that are shown, each with its names."""
    parts = part_of(request.app, Parts)
    found = [(each.template, each.names(parts)) for each in parts.subjects.extensions(SignInPanel)]
    return [(template, names) for template, names in found if names is not None]
