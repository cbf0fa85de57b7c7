"""`shingan serve`: one process that listens, prints how to try it, and finishes running calls when stopped."""

import gc
import socket
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from threading import Thread

import uvicorn

from model.allocator import keep_an_examination
from model.messages import Message, Value, in_context, message
from model.speaking import say
from serve import lan
from serve.accounts import demo
from serve.accounts.demo import Credentials
from serve.accounts.permissions import Role
from serve.accounts.service import Accounts
from serve.alerts import demo as alert_demo
from serve.app import build, create_app
from serve.catalogue import demo as sheet_demo
from serve.clearances import demo as clearance_demo
from serve.courses import demo as course_demo
from serve.datasets import demo as data_set_demo
from serve.enquiries import demo as enquiry_demo
from serve.lan import LocalNetwork
from serve.notices import demo as notice_demo
from serve.overview import demo as overview_demo
from serve.persons import demo as person_demo
from serve.platform import logs
from serve.platform.certificates import OwnCertificate
from serve.platform.demo_data import DemoData
from serve.platform.errors import AddressError
from serve.platform.parts import Parts
from serve.platform.settings import Settings
from serve.procedures import demo as procedure_demo
from serve.releases import demo as release_demo
from serve.releases.domain import ActiveRelease
from serve.releases.service import Releases
from serve.results import demo as result_demo
from serve.review import demo as review_demo
from serve.seizures import demo as seizure_demo
from serve.seminars import demo as seminar_demo
from serve.shifts import demo as shift_demo

DEMO_DATA = Path(__file__).parents[1] / "datasets"
IMAGES = DEMO_DATA / "images"
SHUTDOWN_SECONDS = 30
WHAT_IT_IS = message("Shingan compares photos of an item with genuine and counterfeit ones.")
SUPPORTS = message("It supports an officer's decision; it never makes it.")
# Translators: what the service prints when it starts: short names of rows, each with an address, a folder or a number.
PAGE, API, RELEASE = in_context("start of the service", "Page"), message("API"), message("Release")
DATA, WORKERS = in_context("start of the service", "Data"), in_context("start of the service", "Workers")
DATA_AT = message("{path} (database and photos)")
TRY_IT = message("Try it: open the page, or")
TOKEN = message("where TOKEN is an API token from your account's page.")
NO_PEOPLE = message("No one can sign in yet: see `shingan user add --help`, or start with --demo.")
STOP = message("Stop it with Ctrl+C; running examinations are finished first.")
DEMO_PEOPLE = message("Demo people, shown only once (role, username, password; with API tokens in {path}):")
EVERY_IPV6, EVERY_IPV4 = "::", "0.0.0.0"  # noqa: S104  # --lan asks for it
BACKLOG = 2048  # connections that wait to be accepted, for example while the service starts


def run(settings: Settings, *, with_demo: bool = False, in_lan: bool = False, with_tls: bool = False) -> None:
    """Serve until interrupted.

    Args:
        settings: of the operator.
        with_demo: create the demo people if there are no people yet.
        in_lan: serve phones in this machine's own networks, without a proxy.
        with_tls: with a certificate that the service makes for itself.

    Raises:
        AddressError: the service can't listen on the address, or this machine is in no private network.
        ShinganError: a part can't be prepared.
    """
    keep_an_examination()
    logs.configure(settings.log_level)
    if not in_lan:
        with _listener(settings) as listener:
            _serve(settings, listener, with_demo=with_demo)
        return
    addresses = lan.own_addresses()
    with _listener_everywhere(settings) as listener:
        network = LocalNetwork(addresses, port=_port_of(listener), is_secure=with_tls)
        # It is not validated again: in such a network, http is allowed.
        settings = settings.model_copy(update={"public_url": network.public})
        _serve(settings, listener, network, with_demo=with_demo)


def _serve(
    settings: Settings, listener: socket.socket, network: LocalNetwork | None = None, *, with_demo: bool
) -> None:
    parts = build(settings)
    app = create_app(parts=parts, sites=network.sites if network else frozenset())
    parts.open()
    certificate = None
    if network is not None and network.is_secure:
        certificate = OwnCertificate.at(settings.tls_file, network.certified, parts.clock.now())
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,  # every request is logged once, by serve.platform.middleware
        server_header=False,
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
        proxy_headers=network is None,  # no proxy is in between, and a phone must not claim another address
        ssl_certfile=certificate and certificate.path,
    )
    people = (
        demo.create(parts[Accounts], _right_holders(parts[Releases].active), settings.data_dir) if with_demo else {}
    )
    if people:
        _fill(parts, people)
    sys.stdout.write(greeting(settings, parts, _port_of(listener), network) + introduced(settings, people))
    if network is not None:
        sys.stdout.write(lan.introduced(network, certificate, with_code=lan.can_draw()))
    sys.stdout.flush()
    gc.freeze()  # what is there stays, and each later collection would look through it, while requests wait
    try:
        with suppress(KeyboardInterrupt):  # uvicorn has shut down by then
            Server(config, parts).run(sockets=[listener])
    finally:
        parts[DemoData].stop()


class Server(uvicorn.Server):
    """Finishes running calls when it is stopped, and ends those that would go on for ever."""

    def __init__(self, config: uvicorn.Config, parts: Parts) -> None:
        super().__init__(config)
        self._parts = parts

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop listening, and wait for calls that are being answered."""
        self._parts[DemoData].stop()
        self._parts.end_streams()
        await super().shutdown(sockets)


def _fill(parts: Parts, people: Mapping[str, Credentials]) -> None:
    """Bring what there is to look at; what takes seconds comes while the first pages are served."""
    username = {role: people[role.value].username for role in Role}
    sheet_demo.create(parts, username[Role.CONTRIBUTOR], username[Role.REVIEWER])
    review_demo.create(parts, username[Role.CONTRIBUTOR])
    overview_demo.create(parts, [username[Role.OFFICER], username[Role.SENIOR_OFFICER]])
    alert_demo.create(parts, username[Role.REVIEWER], DEMO_DATA)
    parts[DemoData].begin()
    Thread(target=_fill_and_say, args=(parts, people), name="demo").start()  # which a stop waits for


def _fill_and_say(parts: Parts, people: Mapping[str, Credentials]) -> None:
    try:
        _fill_later(parts, people)
    finally:
        parts[DemoData].end()


def _fill_later(parts: Parts, people: Mapping[str, Credentials]) -> None:
    contributor, reviewer, curator, administrator, trainer, officer, senior = (
        demo.actor_of(parts[Accounts], people[role.value])
        for role in (
            *(Role.CONTRIBUTOR, Role.REVIEWER, Role.CURATOR, Role.ADMINISTRATOR),
            *(Role.TRAINER, Role.OFFICER, Role.SENIOR_OFFICER),
        )
    )
    published = sheet_demo.create_published(parts, contributor, reviewer)
    items = data_set_demo.create(
        parts, contributor, curator, administrator, DEMO_DATA / "manifest.csv", published
    )  # which a job assesses, while the rest is made
    notice_demo.create(parts, [officer, senior])
    case, item = shift_demo.create(parts, officer, senior, DEMO_DATA)
    enquiry_demo.create(parts, officer, reviewer, case, item)
    person_demo.create(parts, officer, seizure_demo.create(parts, officer))
    procedure_demo.create(parts, officer)
    sheet_demo.create_contacts(parts)
    clearance_demo.create(parts, reviewer)
    release_demo.create(parts, administrator)
    review_demo.wait_for_assessment(parts, items)  # by which seminars order them
    seminar_demo.create(parts, trainer, reviewer)
    course_demo.create(parts, trainer)
    result_demo.create(parts, trainer, reviewer)


def _listener(settings: Settings) -> socket.socket:
    """A socket that listens at the configured address. It is opened first: a wrong address leaves no data folder.

    Raises:
        AddressError: this fails; the message says why.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family, backlog=BACKLOG)
    except OSError as fault:
        raise AddressError(
            message(
                "{host}:{port}: {why}; name another with --host and --port",
                host=settings.host,
                port=str(settings.port),
                why=_why(fault),
            )
        ) from fault


def _listener_everywhere(settings: Settings) -> socket.socket:
    """A socket that listens at all addresses of this machine, IPv6 and IPv4.

    Raises:
        AddressError: this fails; the message says why.
    """
    both = socket.has_dualstack_ipv6()
    family, host = (socket.AF_INET6, EVERY_IPV6) if both else (socket.AF_INET, EVERY_IPV4)
    try:
        return socket.create_server((host, settings.port), family=family, backlog=BACKLOG, dualstack_ipv6=both)
    except OSError as fault:
        raise AddressError(
            message("port {port}: {why}; name another with --port", port=str(settings.port), why=_why(fault))
        ) from fault


def _why(fault: OSError) -> str:
    """The reason without the address, which Python repeats."""
    return str(fault.strerror or fault).partition(" (while ")[0]


def _port_of(listener: socket.socket) -> int:
    """The actual port, also where the settings leave the choice to the system."""
    port: int = listener.getsockname()[1]
    return port


def _right_holders(active: ActiveRelease) -> list[str]:
    return [product.sheet.right_holder for product in active.examiner.release.description.products.values()]


def introduced(settings: Settings, people: Mapping[str, Credentials]) -> str:
    """The demo people's credentials, which are shown only once; empty if none were created."""
    if not people:
        return ""
    lines = [f"  {role:15} {each.username:20} {each.password}\n" for role, each in people.items()]
    return f"\n{say(DEMO_PEOPLE.of(path=_near((settings.data_dir / demo.FILE).absolute())))}\n{''.join(lines)}\n"


def greeting(settings: Settings, parts: Parts, port: int, network: LocalNetwork | None = None) -> str:
    """The greeting; `port` is the actual port."""
    base = network.own if network else f"http://{settings.host}:{port}"
    trusting = f"--cacert {_near(settings.tls_file.absolute())} " if network and network.is_secure else ""
    release = parts[Releases].active.examiner.release
    sample = next(iter(sorted(IMAGES.glob("*.jpg"))), Path("PHOTO.jpg"))
    rows: tuple[tuple[Message, Value], ...] = (
        (PAGE, f"{base}/"),
        (API, f"{base}/openapi.json"),
        (RELEASE, f"{release.id} ({', '.join(release.description.products)})"),
        (DATA, DATA_AT.of(path=settings.data_dir.absolute())),
        (WORKERS, settings.workers),
    )
    wide = max(len(say(name)) for name, _ in rows) + 3
    return (
        f"{say(WHAT_IT_IS)}\n{say(SUPPORTS)}\n\n"
        + "".join(f"  {say(name):{wide}}{say(value)}\n" for name, value in rows)
        + f"{say(TRY_IT)}\n"
        f"  curl {trusting}-H 'Authorization: Bearer TOKEN' -F photos=@{_near(sample)} {base}/v1/examinations\n"
        f"{say(TOKEN)}\n" + (f"{say(NO_PEOPLE)}\n" if parts[Accounts].has_no_people() else "") + f"{say(STOP)}\n"
    )


def _near(path: Path) -> Path:
    """The path relative to the current folder, if it lies below it."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
