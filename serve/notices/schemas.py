"""Request and response bodies of notices."""

from typing import Any

from pydantic import BaseModel, Field

from serve.accounts.domain import LONGEST_PASSWORD
from serve.accounts.schemas import Body
from serve.notices.domain import LONGEST_ADDRESS, NoticeAddress

LONGEST_TOKEN = 100


class NoticesIn(Body):
    """What a person wants to be told, and where."""

    address: str | None = Field(max_length=LONGEST_ADDRESS, description="An e-mail address; null removes it.")
    on: bool = Field(default=True, description="Whether messages are sent to it.")
    password: str = Field(
        default="",
        max_length=LONGEST_PASSWORD,
        description="Your current password, for another address; people without a password leave it out.",
    )


class NoticeTokenIn(Body):
    """The secret of a link in a message."""

    token: str = Field(max_length=LONGEST_TOKEN, description="What stands after `token=` in the link.")


class NoticesOut(BaseModel):
    """What a person wants to be told, and where."""

    offered: bool = Field(description="Whether the operator has set a mail server.")
    address: str | None = Field(description="Null without one.")
    on: bool = Field(description="Whether the person wants messages.")
    confirmed: bool = Field(description="Whether the link in the message to this address was followed.")
    refused: bool = Field(description="Whether a mail server has refused the address for good.")


def notices_out(address: NoticeAddress | None, *, is_offered: bool) -> NoticesOut:
    """A person's address, for the API."""
    if address is None:
        return NoticesOut(offered=is_offered, address=None, on=False, confirmed=False, refused=False)
    return NoticesOut(
        offered=is_offered,
        address=address.address,
        on=address.is_on,
        confirmed=address.confirmed_at is not None,
        refused=address.is_refused,
    )


EXAMPLES: dict[str, Any] = {
    "NoticesOut": {
        "offered": True,
        "address": "officer@customs.example",
        "on": True,
        "confirmed": True,
        "refused": False,
    },
}
