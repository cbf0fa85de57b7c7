"""What later subjects show on the pages of accounts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from model.messages import Message
from serve.accounts.domain import Person
from serve.platform.dependencies import part_of
from serve.platform.parts import Parts


@dataclass(frozen=True)
class SignInPanel:
    """What one subject shows on the page on which people sign in.

    Attributes:
        template: has the macro `shown(page)`, after the form.
        names: gives what the macros find in `page`; None if nothing is shown.
    """

    template: str
    names: Callable[[Request], Mapping[str, Any] | None]


@dataclass(frozen=True)
class PersonPanel:
    """What one subject shows of each person to those who manage them.

    Attributes:
        template: has the macro `shown(person)`, among the buttons of a person.
    """

    template: str


@dataclass(frozen=True)
class PeopleLink:
    """A page about people, to which the page on which they are managed leads.

    Attributes:
        path: its address.
        label: what the link says.
    """

    path: str
    label: Message


@dataclass(frozen=True)
class SecondStepPage:
    """The page of the second step of a sign-in.

    Attributes:
        begin: leads a person there, who goes on at an address afterwards.
    """

    begin: Callable[[Request, Person, str], Response]


def second_step(request: Request, person: Person, wanted: str) -> Response:
    """Lead a person to the page of the second step."""
    (page,) = part_of(request.app, Parts).subjects.extensions(SecondStepPage)
    return page.begin(request, person, wanted)


def sign_in_panels(request: Request) -> list[tuple[str, Mapping[str, Any]]]:
    """The templates of the panels that are shown, each with its names."""
    panels = part_of(request.app, Parts).subjects.extensions(SignInPanel)
    found = [(each.template, each.names(request)) for each in panels]
    return [(template, names) for template, names in found if names is not None]
