"""Holds the active release and swaps it while examinations run."""

import io
import threading
from collections.abc import Callable
from pathlib import Path

import anyio
import anyio.to_thread
import structlog
from PIL import Image

from model.errors import ReleaseRefusedError
from model.examiner import Examiner, ExaminerLimits
from model.gallery import Gallery
from model.release import load_release
from serve.platform.clock import Clock
from serve.platform.errors import NotFoundError, NotReadyError
from serve.releases.domain import ActiveRelease, KnownRelease, Refusal
from serve.releases.shelf import Shelf

log = structlog.get_logger(__name__)
REMEMBERED = 4  # earlier releases whose references are kept in memory after their first use


class Releases:
    """The releases of one service. `active` may change between two looks: take it once an examination."""

    def __init__(
        self, shelf: Shelf, limits: ExaminerLimits, start: Path | None, clock: Clock, on_swap: Callable[[str], None]
    ) -> None:
        self._shelf = shelf
        self._limits = limits
        self._start = start
        self._clock = clock
        self._on_swap = on_swap
        self._active: ActiveRelease | None = None
        self._followed: list[str] = []
        self._earlier: dict[str, KnownRelease] = {}
        self._lock = threading.Lock()
        self.refused: Refusal | None = None

    @property
    def active(self) -> ActiveRelease:
        """The release that examines now.

        Raises:
            NotReadyError: none is loaded yet.
        """
        if self._active is None:
            raise NotReadyError("No release is loaded yet.")
        return self._active

    def open(self) -> None:
        """Load the release to begin with.

        Raises:
            ReleaseRefusedError: there is none, or it is not sound.
        """
        if self._active is None:
            self._followed = self._shelf.pointer()
            self._swap(self._shelf.start(self._start))

    def follow(self) -> None:
        """Look at the pointer; where it names another release, load and warm that, then let it serve.

        A refused release changes only `refused`; it is tried again when the pointer changes.
        """
        try:
            names = self._shelf.pointer()
            if names == self._followed or not names:
                return
            self._followed = names
            self._swap(self._shelf.required(names[0]))
            self._on_swap("activated")
        except ReleaseRefusedError as error:
            name = self._followed[0] if self._followed else "active-release"
            self._refuse(name, str(error))

    def _refuse(self, name: str, reason: str) -> None:
        if self.refused is None or (self.refused.release, self.refused.reason) != (name, reason):
            self.refused = Refusal(name, reason, self._clock.shown())
            self._on_swap("refused")
            log.warning("release_refused", release=name, reason=reason)

    async def keep_following(self, seconds: float) -> None:
        """Follow the pointer until cancelled, in a thread, so that no request waits for a loading release."""
        limiter = anyio.CapacityLimiter(1)
        while True:
            await anyio.sleep(seconds)
            try:
                await anyio.to_thread.run_sync(self.follow, limiter=limiter)
            except Exception:
                # No caller waits for a result here, so no one else could log it; the next attempt may succeed.
                log.exception("release_not_followed")

    def known(self, release_id: str) -> KnownRelease:
        """A release by its id, active or on the shelf, to explain a verdict that it gave.

        Raises:
            NotFoundError: it is not there any more.
        """
        if self.active.examiner.release.id == release_id:
            return self.active.known
        with self._lock:
            if release_id not in self._earlier:
                self._remember(self._load_earlier(release_id))
            return self._earlier[release_id]

    def _load_earlier(self, release_id: str) -> KnownRelease:
        folder = self._shelf.find(release_id)
        if folder is None:
            raise NotFoundError(f"The release {release_id} that gave this verdict is no longer on this server.")
        try:
            release = load_release(folder)
            return KnownRelease(release.id, release.description, Gallery(release.gallery), release.references)
        except ReleaseRefusedError as error:
            raise NotFoundError(f"The release {release_id} that gave this verdict can't be read any more.") from error

    def _remember(self, release: KnownRelease) -> None:
        while len(self._earlier) >= REMEMBERED:
            self._earlier.pop(next(iter(self._earlier)))
        self._earlier[release.id] = release

    def _swap(self, folder: Path) -> None:
        examiner = Examiner(load_release(folder), self._limits)
        warm(examiner)
        if self._active is not None:
            self._remember(self._active.known)
        self._active = ActiveRelease(examiner, self._clock.shown())
        self.refused = None
        log.info("release_active", release=examiner.release.id, folder=str(folder))


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
        raise ReleaseRefusedError(f"{examiner.release.id}: fails on a plain picture ({error})") from error
