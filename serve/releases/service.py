"""Holds the active release and swaps it while examinations run."""

import io
import threading
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from pathlib import Path

import anyio
import anyio.to_thread
import structlog
from PIL import Image

from model.catalogue import ProductSheet
from model.description import parse_description
from model.errors import ReleaseRefusedError
from model.examiner import Examiner, ExaminerLimits
from model.gallery import Gallery
from model.messages import message
from model.release import DESCRIPTION_FILE
from serve.platform.clock import Clock
from serve.platform.errors import NotFoundError, NotReadyError, StorageError
from serve.releases.domain import ActiveRelease, KnownRelease, Refusal, ReleaseRecord, ReleaseState
from serve.releases.registry import ReleaseRegistry

log = structlog.get_logger(__name__)
HIDING_SECONDS = 20.0  # a withdrawn photo is shown for that long at most; pages say: a minute
REMEMBERED = 4  # earlier releases whose references, or sheets, are kept in memory after their first use


class Releases:
    """The releases of one process. `active` may change between two reads: read it once per examination."""

    def __init__(
        self,
        registry: ReleaseRegistry,
        limits: ExaminerLimits,
        start: Path | None,
        clock: Clock,
        on_swap: Callable[[str], None],
        withdrawn: Callable[[], Collection[str]] = frozenset,
    ) -> None:
        self._registry = registry
        self._clock = clock
        self._limits = limits
        self._start = start
        self._on_swap = on_swap
        self._find_withdrawn = withdrawn
        self._withdrawn: Collection[str] = frozenset()
        self._active: ActiveRelease | None = None
        self._followed: tuple[str, int] | None = None
        self._earlier: dict[str, KnownRelease] = {}
        self._sheets: dict[str, Mapping[str, ProductSheet]] = {}
        self._gone: Mapping[str, ProductSheet] | None = None  # found once for each activation
        self._lock = threading.Lock()
        self.refused: Refusal | None = None

    @property
    def active(self) -> ActiveRelease:
        """The active release.

        Raises:
            NotReadyError: none is loaded yet.
        """
        if self._active is None:
            raise NotReadyError(message("No release is loaded yet."))
        return self._active

    def open(self) -> None:
        """Load the first release.

        Raises:
            ReleaseRefusedError: there is none, or it is not sound.
            ClockError, StorageError: database or object store do not answer.
        """
        if self._active is None:
            record = self._registry.at_start(self._start)
            self._followed = self._registry.turn() if self._start else record.turn
            self._swap(record, *([] if self._start is None else [self._start]))
            self.hide_withdrawn()

    def follow(self) -> None:
        """Check which release is active.

        If it is another one, load it, warm it up, and use it. A refused release changes only `refused`; it is tried
        again at the next activation.

        Raises:
            StorageError: the database does not answer.
        """
        turn = self._registry.turn()
        if turn is None or turn == self._followed:
            return
        try:
            record = self._registry.find(turn[0])
            if record is not None:
                self._swap(record)
                self._on_swap("activated")
        except ReleaseRefusedError as error:
            self._refuse(turn[0], str(error))
        self._followed = turn

    def _refuse(self, name: str, reason: str) -> None:
        self.refused = Refusal(name, reason, self._clock.shown())
        self._on_swap("refused")
        log.warning("release_refused", release=name, reason=reason)

    def hide_withdrawn(self) -> None:
        """Check which photos were withdrawn: verdicts show these no more.

        Raises:
            StorageError: the database does not answer.
        """
        self._withdrawn = self._find_withdrawn()

    async def keep_following(self, seconds: float) -> None:
        """Follow until cancelled, in a thread, so that no request waits for a loading release."""
        await _repeat(self.follow, seconds, "release_not_followed")

    async def keep_hiding(self) -> None:
        """Hide what was withdrawn until cancelled."""
        await _repeat(self.hide_withdrawn, HIDING_SECONDS, "withdrawn_photos_not_hidden")

    def known(self, release_id: str) -> KnownRelease:
        """A release by its id, active or kept, to explain a verdict that it gave, without photos that were withdrawn.

        Raises:
            NotFoundError: the release is not kept.
        """
        if self.active.examiner.release.id == release_id:
            return replace(self.active.known, withdrawn=self._withdrawn)
        with self._lock:
            if release_id not in self._earlier:
                self._remember(self._load_earlier(release_id))
            return replace(self._earlier[release_id], withdrawn=self._withdrawn)

    def earlier_sheets(self) -> Mapping[str, ProductSheet]:
        """The sheets of products that the active release does not know, and that one of the last active ones knew.

        Raises:
            StorageError: the database does not answer.
        """
        if self._gone is None:
            last = sorted(filter(_was_active, self._registry.all()), key=lambda each: each.activation or 0)
            found = {name: sheet for record in last[-REMEMBERED:] for name, sheet in self._sheets_of(record).items()}
            known = self.active.examiner.release.description.products
            self._gone = {name: sheet for name, sheet in found.items() if name not in known}
        return self._gone

    def _sheets_of(self, record: ReleaseRecord) -> Mapping[str, ProductSheet]:
        """Its product sheets; none if it can't be read any more."""
        with self._lock:
            if record.id not in self._sheets:
                while len(self._sheets) >= REMEMBERED:
                    self._sheets.pop(next(iter(self._sheets)))
                self._sheets[record.id] = self._read_sheets(record)
            return self._sheets[record.id]

    def _read_sheets(self, record: ReleaseRecord) -> Mapping[str, ProductSheet]:
        try:
            content = self._registry.archive.content(record, DESCRIPTION_FILE) or b""
            return {name: each.sheet for name, each in parse_description(content).products.items()}
        except (ReleaseRefusedError, StorageError) as fault:
            log.warning("release_not_read", release=record.id, error=str(fault))
            return {}

    def _load_earlier(self, release_id: str) -> KnownRelease:
        record = self._registry.find(release_id)
        if record is None:
            raise NotFoundError(
                message(
                    "The release {release_id} that gave this verdict is no longer on this server.",
                    release_id=release_id,
                )
            )
        try:
            release = self._registry.archive.load(record)
            return KnownRelease(release.id, release.description, Gallery(release.gallery), release.references)
        except (ReleaseRefusedError, StorageError) as error:
            raise NotFoundError(
                message(
                    "The release {release_id} that gave this verdict can't be read any more.", release_id=release_id
                )
            ) from error

    def _remember(self, release: KnownRelease) -> None:
        while len(self._earlier) >= REMEMBERED:
            self._earlier.pop(next(iter(self._earlier)))
        self._earlier[release.id] = release

    def _swap(self, record: ReleaseRecord, *places: Path) -> None:
        release = self._registry.archive.load(record, *places)
        key = self._registry.archive.key_of(record)
        examiner = Examiner(release, self._limits)
        warm(examiner)
        if self._active is not None:
            self._remember(self._active.known)
        is_activated = record.state is ReleaseState.ACTIVE
        self._active = ActiveRelease(examiner, record.changed.at if is_activated else self._clock.shown(), key)
        self._gone = None
        self.refused = None
        log.info("release_active", release=release.id)


async def _repeat(act: Callable[[], None], seconds: float, failed: str) -> None:
    limiter = anyio.CapacityLimiter(1)
    while True:
        await anyio.sleep(seconds)
        try:
            await anyio.to_thread.run_sync(act, limiter=limiter)
        except StorageError as fault:
            log.warning(failed, error=str(fault))
        except Exception:
            # No caller waits for a result here, so no one else could log it; the next attempt may succeed.
            log.exception(failed)


def _was_active(record: ReleaseRecord) -> bool:
    return record.activation is not None and record.state is not ReleaseState.ACTIVE


def warm(examiner: Examiner) -> None:
    """Examine a grey picture: the first officer does not wait, and a graph that can't run is found out now.

    Raises:
        ReleaseRefusedError: the graph fails.
    """
    canvas = examiner.release.description.preprocess.canvas
    buffer = io.BytesIO()
    Image.new("RGB", (canvas, canvas), (128, 128, 128)).save(buffer, "JPEG")
    try:
        examiner.see(buffer.getvalue())
    except Exception as error:  # onnxruntime raises many unrelated classes of its own here
        raise ReleaseRefusedError(
            message("{release}: fails on a plain picture ({error})", release=examiner.release.id, error=str(error))
        ) from error
