"""`shingan serve --lan`: a laptop serves phones in its own network, without internet."""

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import ip_address

import numpy as np
import zxingcpp

from model.messages import Value, message
from model.speaking import say
from serve.platform.addresses import Site, site_of
from serve.platform.certificates import LOCAL_NAME, OwnCertificate
from serve.platform.errors import AddressError
from serve.platform.networks import Address, interfaces, private_addresses

LOOPBACK = tuple(map(ip_address, ("127.0.0.1", "::1")))
NO_NETWORK = message(
    "This computer is in no private network: join the Wi-Fi of the hall or make one with this computer, then start "
    "Shingan again; docs/operations.md says how."
)
OPEN_OR_SCAN = message("Phones in the same network open {address} or scan this code:")
OPEN = message("Phones in the same network open {address}")
OTHERS = message("If phones can't open it, try another address of this computer:")
REACHED = message("Everyone in the same network can reach Shingan.")
OVERHEARD = message(
    "Everyone in the same network can reach Shingan and may read what phones send; --tls prevents that."
)
WARNED = message(
    "Phones warn that the connection is not private, because this computer made the certificate itself. Compare the "
    "fingerprint (SHA-256) of the certificate on the phone with this one, and go on only if they are the same:"
)
WHY_TLS = message("TLS is needed because browsers allow the camera in a page, and secure cookies, only with it.")
BLOCKS = " ▀▄█"  # which of two modules, one above the other, are dark
BLACK_ON_WHITE, AS_BEFORE = "\x1b[30;107m", "\x1b[0m"  # in a terminal of any colours


@dataclass(frozen=True)
class LocalNetwork:
    """How the service is reached in the networks of this machine.

    Attributes:
        addresses: the machine's own, the one that phones most likely reach first.
        port: on which it listens at all addresses.
        is_secure: whether it speaks TLS.
    """

    addresses: tuple[Address, ...]
    port: int
    is_secure: bool

    @property
    def own(self) -> str:
        """Its address on this machine, without a path."""
        return self._at(LOOPBACK[0])

    @property
    def public(self) -> str:
        """Its address for phones, without a path."""
        return self._at(self.addresses[0])

    @property
    def others(self) -> list[str]:
        """Its further addresses for phones."""
        return [self._at(address) for address in self.addresses[1:]]

    @property
    def certified(self) -> tuple[Address, ...]:
        """What its certificate must name."""
        return (*LOOPBACK, *self.addresses)

    @property
    def sites(self) -> frozenset[Site]:
        """Every site at which it answers."""
        named = [LOCAL_NAME, *map(_host, self.certified)]
        found = (site_of(f"{host}:{self.port}", self._scheme) for host in named)
        return frozenset(filter(None, found))

    @property
    def _scheme(self) -> str:
        return "https" if self.is_secure else "http"

    def _at(self, address: Address) -> str:
        return f"{self._scheme}://{_host(address)}:{self.port}"


def _host(address: Address) -> str:
    return f"[{address}]" if address.version == 6 else str(address)  # noqa: PLR2004  # IPv6


def own_addresses() -> tuple[Address, ...]:
    """The machine's addresses on private networks, the one that phones most likely reach first.

    Raises:
        AddressError: it has none; the message says what to do.
    """
    found = private_addresses(interfaces())
    if not found:
        raise AddressError(NO_NETWORK)
    return found


def introduced(network: LocalNetwork, certificate: OwnCertificate | None, *, with_code: bool) -> str:
    """What the trainer has to know: the address for phones, who else reaches it, and what phones will show."""
    return "\n" + "".join(f"{say(each)}\n" for each in _lines(network, certificate, with_code=with_code)) + "\n"


def _lines(network: LocalNetwork, certificate: OwnCertificate | None, *, with_code: bool) -> Iterator[Value]:
    yield (OPEN_OR_SCAN if with_code else OPEN).of(address=f"{network.public}/")
    if with_code:
        yield "\n".join(["", *(f"  {BLACK_ON_WHITE}{line}{AS_BEFORE}" for line in drawn(f"{network.public}/")), ""])
    if network.others:
        yield OTHERS
        yield "\n".join(f"  {other}/" for other in network.others)
    if certificate is None:
        yield OVERHEARD
    else:
        yield from (REACHED, WARNED, _in_two_lines(certificate.fingerprint), WHY_TLS)


def _in_two_lines(fingerprint: str) -> str:
    """A fingerprint as it is compared most easily."""
    middle = len(fingerprint) // 2 + 1
    return f"  {fingerprint[:middle]}\n  {fingerprint[middle:]}"


def drawn(text: str) -> list[str]:
    """A QR code (ISO/IEC 18004) with its quiet zone, in lines of characters that each show two rows of modules."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode)
    dark = np.asarray(zxingcpp.write_barcode_to_image(code), dtype=np.uint8) == 0
    rows = np.pad(dark, ((0, len(dark) % 2), (0, 0)))
    pairs = rows[::2] + 2 * rows[1::2].astype(np.uint8)
    return ["".join(BLOCKS[pair] for pair in line) for line in pairs]


def can_draw() -> bool:
    """Whether standard output is a terminal that shows the characters and colours of a code."""
    try:
        BLOCKS.encode(sys.stdout.encoding)
    except UnicodeEncodeError:
        return False
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
