"""`shingan`: the service, and what each subject's `cli.py` adds.

Exit status: 0 success, 1 failed work, 2 wrong call (see `model.command`). Errors are one line on standard error.
"""

from typing import Annotated

import typer

from model.command import WRONG_CALL, VersionOption, WrongValueError, fail, require_writable
from model.loading import without_collecting
from model.messages import message
from model.output import run_with_any_text
from serve.command import DataOption, ReleaseOption, one_line_errors, settings_of
from serve.platform.command_messages import SpokenGroup
from serve.platform.settings import PREFIX, Settings
from serve.platform.terminal import OPTION, is_offered
from serve.platform.translations import tags
from serve.subjects import add_commands

cli = typer.Typer(
    name="shingan",
    cls=SpokenGroup,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)


def main() -> None:
    """Run the command line."""
    run_with_any_text(cli)


NOT_OFFERED = message("{tag}: is not offered; there are: {tags}")


def _offered(tag: str | None) -> str | None:
    """The language to speak, which `SpokenGroup` has found before; an unknown one is a wrong call."""
    if tag is not None and not is_offered(tag):
        raise WrongValueError(NOT_OFFERED.of(tag=tag, tags=", ".join(tags())))
    return tag


@cli.callback()
def of_all_commands(
    *,
    version: VersionOption = False,
    language: Annotated[
        str | None,
        typer.Option(
            OPTION,
            metavar="TAG",
            callback=_offered,
            help="Speak this language; by default that of the terminal (LANG).",
        ),
    ] = None,
) -> None:
    """Tell genuine goods from counterfeits in photos."""


ADDRESSES = ("host", "public_url")  # settings that --lan finds out
TLS_ALONE = message("--tls works only together with --lan; add --lan, or put a TLS proxy before the service")
# Translators: {setting} is an option or a setting, such as --host or SHINGAN_HOST.
TWO_ADDRESSES = message("--lan finds this computer's addresses; leave out {setting}")


@cli.command()
def serve(
    host: Annotated[
        str | None, typer.Option(help="Address to listen on. Default: SHINGAN_HOST, otherwise 127.0.0.1.")
    ] = None,
    port: Annotated[int | None, typer.Option(help="Port. Default: SHINGAN_PORT, otherwise 8000.")] = None,
    data: DataOption = None,
    release: ReleaseOption = None,
    *,
    after_pause: Annotated[
        bool, typer.Option("--after-pause", help="The service was really stopped for months: accept the clock.")
    ] = False,
    demo: Annotated[
        bool, typer.Option("--demo", help="If there are no people yet: create one demo person per role.")
    ] = False,
    lan: Annotated[
        bool, typer.Option("--lan", help="Serve phones in this computer's own networks: listen at all its addresses.")
    ] = False,
    tls: Annotated[
        bool, typer.Option("--tls", help="With --lan: use HTTPS, with a certificate that the service makes for itself.")
    ] = False,
) -> None:
    """Run the service: SQLite and local files unless settings say otherwise."""
    with one_line_errors():
        settings = settings_of(host=host, port=port, data_dir=data, release=release, after_pause=after_pause or None)
        if lan and host is not None:
            fail(TWO_ADDRESSES.of(setting="--host"), WRONG_CALL)
        _require_fitting(settings, lan=lan, tls=tls)
        require_writable(settings.data_dir)
        with without_collecting():
            from serve import running  # noqa: PLC0415  # a verdict on the command line needs no web framework

        running.run(settings, with_demo=demo, in_lan=lan, with_tls=tls)


def _require_fitting(settings: Settings, *, lan: bool, tls: bool) -> None:
    """End the command as a wrong call if options or settings contradict `--lan`."""
    if tls and not lan:
        fail(TLS_ALONE, WRONG_CALL)
    for name in ADDRESSES if lan else ():
        if name in settings.model_fields_set and getattr(settings, name) is not None:
            fail(TWO_ADDRESSES.of(setting=f"{PREFIX}{name.upper()}"), WRONG_CALL)


add_commands(cli)
