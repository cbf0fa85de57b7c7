"""Envelopes of ISO/IEC 15434: the serial number of the item, and no other number, is taken out."""

import pytest

from model.gs1 import Identity
from model.iso15434 import is_envelope, read_envelope


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("[)>\x1e06\x1d9N112311400755\x1dS1A12345678\x1e\x04", Identity(None, "1A12345678")),
        (
            "[)>\x1e06\x1d8P02311400755208\x1d1TL7\x1dD281231\x1dS1A12345678\x1e\x04",
            Identity("02311400755208", "1A12345678"),
        ),
        ("[)>\x1e05\x1d0102311400755208\x1d10L7\x1d211A12345678\x1e\x04", Identity("02311400755208", "1A12345678")),
        ("[)>\x1e12\x1dMFR 0CVA9\x1dPNR 18P2\x1dSER 1A12345678\x1e\x04", Identity(None, "1A12345678")),
        ("[)>\x1e01\x1d96841706672\x1d840\x1d001\x1d1Z12345675\x1dUPSN\x1e\x04", Identity(None, None)),
        ("[)>\x1e06\x1d1JUN123456789A2B4C\x1dS000001\x1e\x04", Identity(None, None)),  # a transport unit's number
        ("[)>\x1e06\x1d1P4711\x1dQ24\x1d1TL2207\x1e\x04", Identity(None, None)),
        ("[)>\x1e07\x1dS1A12345678\x1e\x04", Identity(None, None)),  # free text
        ("[)>\x1e06\x1d1P4711\x1e05\x1d21AB\x1e\x04", Identity(None, "AB")),  # two records
        ("[)>\x1e06\x1dS1A12345678", Identity(None, "1A12345678")),  # cut off behind the field
        ("[)>{RS}06{GS}S1A12345678{RS}{EOT}", Identity(None, "1A12345678")),
        ("[)>", Identity(None, None)),
    ],
)
def test_named_fields_are_taken_out(content: str, expected: Identity) -> None:
    assert is_envelope(content)
    assert read_envelope(content) == expected
