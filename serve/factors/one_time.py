"""One-time codes (RFC 6238), each taken once."""

import hmac
from datetime import datetime

import pyotp

from serve.factors.domain import DIGITS, STEP, STEPS_APART

ISSUER = "Shingan"


def new_secret() -> str:
    """160 random bits, in Base32, as apps take them."""
    return pyotp.random_base32()


def address_of(secret: str, username: str) -> str:
    """What the QR code says, for apps that make the codes."""
    return _codes(secret).provisioning_uri(name=username, issuer_name=ISSUER)


def step_of(secret: str, code: str, now: datetime, last_step: int) -> int | None:
    """The number of the 30 seconds whose code this is; None if it is of none, or was taken before.

    Args:
        last_step: whose code was taken last; neither that one nor an earlier one is taken again.
    """
    codes = _codes(secret)
    present = codes.timecode(now)
    for step in range(max(present - STEPS_APART, last_step + 1), present + STEPS_APART + 1):
        if hmac.compare_digest(codes.generate_otp(step).encode(), code.encode()):
            return step
    return None


def _codes(secret: str) -> pyotp.TOTP:
    return pyotp.TOTP(secret, digits=DIGITS, interval=int(STEP.total_seconds()))
