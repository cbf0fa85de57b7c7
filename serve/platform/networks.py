"""The machine's own addresses on private networks, where phones in the same network reach it."""

import re
from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import NamedTuple

import psutil

Address = IPv4Address | IPv6Address
PRIVATE = tuple(map(ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")))  # RFC 1918, RFC 4193
HOTSPOTS = frozenset(map(ip_address, ("10.42.0.1", "192.168.137.1", "192.168.2.1")))  # NetworkManager, Windows, macOS
WIRELESS = re.compile(r"wl|wi-?fi|ath|en0$", re.IGNORECASE)  # en0 is the Wi-Fi of a MacBook
NO_PHONES = re.compile(  # networks within the machine, and tunnels
    r"docker|br-|veth|virbr|vmnet|vboxnet|vethernet|cni|flannel|lxc|lxd|podman|tun|tap|utun|wg|tailscale|zt|ppp|ipsec",
    re.IGNORECASE,
)


class Interface(NamedTuple):
    """A network interface that is up.

    Attributes:
        addresses: IPv4 and IPv6, as the system writes them.
    """

    name: str
    addresses: Sequence[str]


def interfaces() -> list[Interface]:
    """The interfaces of this machine that are up."""
    states = psutil.net_if_stats()
    return [
        Interface(name, [each.address for each in addresses if each.family.name in {"AF_INET", "AF_INET6"}])
        for name, addresses in psutil.net_if_addrs().items()
        if name in states and states[name].isup
    ]


def private_addresses(among: Iterable[Interface]) -> tuple[Address, ...]:
    """The addresses on private networks, each once, the one that phones most likely reach first.

    IPv4 comes before IPv6, which no one types without an error; the machine's own Wi-Fi before one that it joined, and
    that before a cable. Networks within the machine and tunnels come last: their names are only a guess.
    """
    found = {
        address: (bool(NO_PHONES.match(name)), address.version, address not in HOTSPOTS, not WIRELESS.match(name))
        for name, texts in among
        for address in (ip_address(text.partition("%")[0]) for text in texts)
        if any(address in network for network in PRIVATE)
    }
    return tuple(sorted(found, key=lambda address: found[address]))
