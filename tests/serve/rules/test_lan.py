"""A laptop in its own network: which of its addresses phones are told, its certificate, and where it answers."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import numpy as np
import pytest
import zxingcpp
from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509.oid import ExtendedKeyUsageOID

from serve.lan import BLOCKS, LocalNetwork, drawn, introduced
from serve.platform.addresses import Site
from serve.platform.certificates import LASTS, RENEWED, OwnCertificate
from serve.platform.errors import StorageError
from serve.platform.networks import Interface, private_addresses
from serve.platform.settings import Settings

NOW = datetime(2026, 11, 28, 9, tzinfo=UTC)
WIFI, CABLE, ULA = map(ip_address, ("192.168.7.5", "10.0.0.3", "fd00::2"))


@pytest.mark.parametrize(
    ("among", "expected"),
    [
        ([], []),
        ([Interface("lo", ["127.0.0.1", "::1"]), Interface("eth0", ["192.0.2.2", "2001:db8::2"])], []),
        ([Interface("wlan0", ["169.254.3.4", "fe80::1%wlan0", "172.20.10.2"])], ["172.20.10.2"]),
        (
            [
                Interface("docker0", ["172.17.0.1"]),
                Interface("eth0", ["fd00::2", "10.0.0.3"]),
                Interface("wlp3s0", ["192.168.7.5"]),
                Interface("tun0", ["10.8.0.6"]),
            ],
            ["192.168.7.5", "10.0.0.3", "fd00::2", "172.17.0.1", "10.8.0.6"],
        ),
        (
            [Interface("wlan0", ["192.168.7.5"]), Interface("ap0", ["10.42.0.1"]), Interface("eth0", ["192.168.7.5"])],
            ["10.42.0.1", "192.168.7.5"],
        ),
    ],
    ids=["none", "public alone", "a phone's hotspot", "guessed by names", "its own Wi-Fi first"],
)
def test_addresses_on_private_networks_come_the_most_likely_first(
    among: Sequence[Interface], expected: list[str]
) -> None:
    assert [str(address) for address in private_addresses(among)] == expected


def test_the_service_answers_at_the_machines_own_addresses_and_its_port_alone() -> None:
    network = LocalNetwork((WIFI, ULA), 8000, is_secure=True)
    assert (network.own, network.public) == ("https://127.0.0.1:8000", "https://192.168.7.5:8000")
    assert network.others == ["https://[fd00::2]:8000"]
    hosts = {"localhost", "127.0.0.1", "::1", "192.168.7.5", "fd00::2"}
    assert network.sites == {Site(host, 8000) for host in hosts}


@pytest.mark.parametrize(
    ("public_url", "is_secure", "is_https_alone"),
    [
        ("https://shingan.example", True, True),
        ("https://192.168.7.5:8000", True, False),
        ("https://[fd00::2]:8000", True, False),
        ("http://127.0.0.1:8000", False, False),
        (None, False, False),
    ],
)
def test_browsers_are_never_bound_to_https_at_an_ip_address(
    public_url: str | None, *, is_secure: bool, is_https_alone: bool
) -> None:
    settings = Settings(public_url=public_url)
    assert (settings.is_secure, settings.is_https_alone) == (is_secure, is_https_alone)


def test_the_certificate_names_every_address_and_serves_browsers(tmp_path: Path) -> None:
    path = tmp_path / "tls.pem"
    made = OwnCertificate.at(path, (WIFI, ULA), NOW)
    assert path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["tls.pem"]
    kept = x509.load_pem_x509_certificate(path.read_bytes())
    assert load_pem_private_key(path.read_bytes(), None).public_key() == kept.public_key()
    names = kept.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["localhost"]
    assert names.get_values_for_type(x509.IPAddress) == [WIFI, ULA]
    uses = kept.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(uses) == [ExtendedKeyUsageOID.SERVER_AUTH]
    assert not kept.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    assert kept.not_valid_after_utc - kept.not_valid_before_utc < timedelta(days=398)
    assert len(made.fingerprint.split(":")) == 32


def test_the_certificate_stays_until_it_ends_soon_or_lacks_an_address(tmp_path: Path) -> None:
    path = tmp_path / "tls.pem"
    first = OwnCertificate.at(path, (WIFI, CABLE), NOW)
    assert OwnCertificate.at(path, (CABLE,), NOW + LASTS - RENEWED) == first
    later = OwnCertificate.at(path, (CABLE,), NOW + LASTS - RENEWED + timedelta(seconds=1))
    assert later != first
    moved = OwnCertificate.at(path, (CABLE, ULA), NOW + LASTS - RENEWED)
    assert moved != later
    assert OwnCertificate.at(path, (CABLE, ULA), NOW) != moved  # a clock that was wrong before
    path.write_bytes(path.read_bytes()[:-200])
    assert OwnCertificate.at(path, (CABLE,), NOW).fingerprint not in {first.fingerprint, moved.fingerprint}
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_certificate_that_cannot_be_kept_is_said_in_a_line(tmp_path: Path) -> None:
    (tmp_path / "tls.pem").mkdir()
    with pytest.raises(StorageError, match=r"tls\.pem: the certificate can't be used"):
        OwnCertificate.at(tmp_path / "tls.pem", (WIFI,), NOW)


@pytest.mark.parametrize(
    "address", ["http://10.0.0.3:8000/", "https://[fd12:3456:789a:bcde:f012:3456:789a:bcde]:8000/"]
)
def test_the_code_on_the_terminal_can_be_read(address: str) -> None:
    modules = np.array([[BLOCKS.index(each) for each in line] for line in drawn(address)], np.uint8)
    rows = np.stack([modules & 1, modules >> 1], axis=1).reshape(-1, modules.shape[1])
    picture = np.kron(255 * (1 - rows), np.ones((4, 4), np.uint8)).astype(np.uint8)
    (read,) = zxingcpp.read_barcodes(picture)
    assert read.text == address


def test_the_trainer_is_told_what_phones_show_and_who_else_is_there(tmp_path: Path) -> None:
    plain = introduced(LocalNetwork((WIFI,), 8000, is_secure=False), None, with_code=False)
    assert plain.strip().splitlines() == [
        "Phones in the same network open http://192.168.7.5:8000/",
        "Everyone in the same network can reach Shingan and may read what phones send; --tls prevents that.",
    ]
    certificate = OwnCertificate.at(tmp_path / "tls.pem", (WIFI, CABLE), NOW)
    said = introduced(LocalNetwork((WIFI, CABLE), 8000, is_secure=True), certificate, with_code=True)
    assert "open https://192.168.7.5:8000/ or scan this code:" in said
    assert "try another address of this computer:\n  https://10.0.0.3:8000/\n" in said
    assert "Everyone in the same network can reach Shingan.\n" in said
    assert "Phones warn that the connection is not private" in said
    assert certificate.fingerprint in "".join(said.split())
    assert "█" in said
