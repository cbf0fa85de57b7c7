"""Fixtures: the service with a real OpenID provider, and with one that forges; on both kinds of storage."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from serve.platform.openid_settings import OpenIdProvider
from serve.platform.settings import Settings
from tests.forging_provider import CLIENT_ID, CLIENT_SECRET, Forger, forger
from tests.openid_provider import CLIENT_ID as REAL_ID
from tests.openid_provider import CLIENT_SECRET as REAL_SECRET
from tests.openid_provider import Provider, Setup, provider
from tests.postgresql import free_port
from tests.serve.openid.wired import AT_THE_PROVIDER, Wired, base, listed
from tests.serve.running import run
from tests.storage import Storage


@pytest.fixture(scope="session")
def public_port() -> int:
    return free_port()


@pytest.fixture(scope="session")
def real_provider(public_port: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    folder = str(tmp_path_factory.mktemp("provider"))
    with provider(Setup(folder, free_port(), f"{base(public_port)}/openid/callback", AT_THE_PROVIDER)) as running:
        yield running


@pytest.fixture(scope="session")
def forging() -> Iterator[Forger]:
    with forger() as running:
        yield running


@pytest.fixture(scope="session")
def openid_running(
    public_port: int,
    real_provider: Provider,
    forging: Forger,
    storage: Storage,
    tiny_release: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Wired]:
    down = f"http://127.0.0.1:{free_port()}"
    providers = (
        listed("First Customs", real_provider.issuer, REAL_ID, REAL_SECRET),
        listed("Second Customs", forging.issuer, CLIENT_ID, CLIENT_SECRET),
        listed("acme", down, CLIENT_ID, CLIENT_SECRET),
    )
    settings = Settings(
        data_dir=tmp_path_factory.mktemp("data"),
        release=tiny_release,
        workers=1,
        public_url=base(public_port),
        openid_providers=tuple(OpenIdProvider.model_validate(each) for each in providers),
        **storage(),
    )
    for service in run(settings, port=public_port):
        yield Wired(service, real_provider, forging)


@pytest.fixture
def wired(openid_running: Wired) -> Wired:
    openid_running.forger.reset()
    return openid_running


@pytest.fixture
def browser(wired: Wired) -> Iterator[httpx.Client]:
    with wired.service.visitor() as client:
        yield client
