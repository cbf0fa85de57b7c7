"""`shingan serve`: one process that listens, says how to try it, and finishes what is under way when stopped."""

import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import uvicorn

from model.allocator import keep_an_examination
from serve.accounts import demo
from serve.accounts.demo import Credentials
from serve.app import Parts, build, create_app
from serve.platform import logs
from serve.platform.settings import Settings
from serve.releases.domain import ActiveRelease

IMAGES = Path(__file__).parents[1] / "datasets" / "images"
SHUTDOWN_SECONDS = 30


def run(settings: Settings, *, with_demo: bool = False) -> None:
    """Serve until interrupted.

    Args:
        settings: what the operator set.
        with_demo: make the demo people where there is nobody yet.

    Raises:
        ShinganError: a part can't be made ready.
    """
    keep_an_examination()
    logs.configure(settings.log_level)
    parts = build(settings)
    parts.open()
    people = demo.create(parts.accounts, _right_holders(parts.releases.active), settings.data_dir) if with_demo else {}
    config = uvicorn.Config(
        create_app(parts=parts),
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,  # every request is logged once, by serve.platform.middleware
        server_header=False,
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
    )
    listener = config.bind_socket()
    listener.listen(config.backlog)  # whoever follows the greeting at once is not turned away
    sys.stdout.write(greeting(settings, parts, listener.getsockname()[1]) + introduced(settings, people))
    sys.stdout.flush()
    with suppress(KeyboardInterrupt):  # uvicorn has shut down by then
        uvicorn.Server(config).run(sockets=[listener])


def _right_holders(active: ActiveRelease) -> list[str]:
    return [product.sheet.right_holder for product in active.examiner.release.description.products.values()]


def introduced(settings: Settings, people: Mapping[str, Credentials]) -> str:
    """The demo people's credentials, which are shown this once; nothing where none were made."""
    if not people:
        return ""
    lines = [f"  {role:15} {each.username:20} {each.password}\n" for role, each in people.items()]
    return (
        "\nDemo people, shown this once (role, username, password; with API tokens in "
        f"{_near((settings.data_dir / demo.FILE).absolute())}):\n{''.join(lines)}\n"
    )


def greeting(settings: Settings, parts: Parts, port: int) -> str:
    """The greeting; `port` is the one really listened on."""
    base = f"http://{settings.host}:{port}"
    release = parts.releases.active.examiner.release
    nobody = parts.accounts.nobody_yet()
    hint = "Nobody can sign in yet: see `shingan user add --help`, or start with --demo.\n" if nobody else ""
    products = ", ".join(release.description.products)
    sample = next(iter(sorted(IMAGES.glob("*.jpg"))), Path("PHOTO.jpg"))
    return (
        "Shingan compares photos of an item with genuine and counterfeit ones.\n"
        "It supports an officer's decision; it never makes it.\n\n"
        f"  Page       {base}/\n"
        f"  API        {base}/openapi.json\n"
        f"  Release    {release.id} ({products})\n"
        f"  Data       {settings.data_dir.absolute()} (database and photos)\n"
        f"  Workers    {settings.workers}\n"
        f"Try it: open the page, or\n"
        f"  curl -H 'Authorization: Bearer TOKEN' -F photos=@{_near(sample)} {base}/v1/examinations\n"
        f"where TOKEN is an API token from your account's page.\n{hint}"
        f"Stop it with Ctrl+C; examinations under way are finished first.\n"
    )


def _near(path: Path) -> Path:
    """The path as seen from here, where it lies below."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
