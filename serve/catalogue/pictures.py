"""Reference pictures of sheets: kept as received, shown upright and without metadata."""

import hashlib
from dataclasses import dataclass

from model.errors import PhotoRejectedError
from model.evidence import overlay
from model.formats import IntakeLimits, media_type_of
from model.intake import read_picture
from model.messages import message
from serve.accounts.domain import Actor
from serve.catalogue.domain import LONGEST_ID, SheetPicture, SheetRejectedError
from serve.catalogue.permissions import SheetAction
from serve.catalogue.work import SheetWork
from serve.platform.errors import RefusedPhoto, UploadRejectedError
from serve.platform.idempotency import UNNAMED, IdempotentCall
from serve.platform.objects import Objects
from serve.platform.work import Works

CHECKED_SIDE = 256  # pixels of a picture that is only read to check that it can be
SHOWN_SIDE = 1600  # pixels of the longest side of a picture that is shown
NO_VIEW = message("Name the view that the picture shows.")


@dataclass(frozen=True)
class SheetPictures:
    """The use cases. All of them block."""

    work: Works[SheetWork]
    objects: Objects
    limits: IntakeLimits

    def add(
        self,
        actor: Actor,
        sheet_id: str,
        view: str,
        content: bytes,
        file_name: str = "",
        call: IdempotentCall = UNNAMED,
    ) -> SheetPicture:
        """Keep a picture of a genuine item in one view of a sheet, unless the sheet has it.

        Args:
            view: the id of the view.
            content: the file as received.

        Raises:
            NotFoundError: there is no sheet that the actor may see.
            SheetRejectedError: no view is named.
            UploadRejectedError: it is no picture that can be read.
        """
        if not view.strip() or len(view) > LONGEST_ID:
            raise SheetRejectedError(NO_VIEW, "view")
        self._check(content, file_name)
        sha256 = hashlib.sha256(content).hexdigest()
        with self.work.look(actor) as work:
            work.sheets.get(sheet_id)
        self.objects.write(sha256, [content])
        with self.work.begin(actor, call) as work:
            record = work.sheets.get(sheet_id, for_change=True)
            if work.sheets.find_picture(sheet_id, sha256) is None:
                picture = SheetPicture(
                    sheet_id=sheet_id,
                    sha256=sha256,
                    right_holder_id=record.right_holder_id,
                    view=view.strip(),
                    media_type=media_type_of(content),
                    size=len(content),
                    added_by=actor.person_id,
                    added_at=work.now,
                )
                work.sheets.add_picture(picture)
                work.record(SheetAction.PICTURE_ADD, sheet_id, picture=sha256, picture_sha256=picture.digest)
            return work.sheets.picture(sheet_id, sha256)

    def _check(self, content: bytes, file_name: str) -> None:
        try:
            read_picture(content, longest_side=CHECKED_SIDE, limits=self.limits)
        except PhotoRejectedError as reason:
            raise UploadRejectedError([RefusedPhoto(reason, 0, file_name)]) from reason

    def all(self, actor: Actor, sheet_id: str) -> list[SheetPicture]:
        """The pictures of a sheet, the first added first.

        Raises:
            NotFoundError: there is no sheet that the actor may see.
        """
        with self.work.look(actor) as work:
            work.sheets.get(sheet_id)
            return work.sheets.pictures(sheet_id)

    def get(self, actor: Actor, sheet_id: str, sha256: str) -> SheetPicture:
        """One picture of a sheet.

        Raises:
            NotFoundError: there is none that the actor may see.
        """
        with self.work.look(actor) as work:
            work.sheets.get(sheet_id)
            return work.sheets.picture(sheet_id, sha256)

    def drawn(self, picture: SheetPicture, side: int = SHOWN_SIDE) -> bytes:
        """A picture upright and of moderate size, as JPEG without metadata.

        Args:
            side: pixels of its longest side, at most.
        """
        content = self.objects.get(picture.sha256)
        return overlay(read_picture(content, longest_side=side, limits=self.limits).pixels, None)
