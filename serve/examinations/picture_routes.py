"""The pictures of an examination: its photos, its evidence, and genuine references beside it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Response

from serve.accounts.domain import Actor
from serve.accounts.guard import permitted
from serve.examinations.domain import Examination
from serve.examinations.permissions import ExaminationPermission
from serve.examinations.pictures import CLOSE_UP_SIDE, WHOLE_SIDE, PictureOptions, Pictures, Side
from serve.examinations.routes import ExaminationId, Reader
from serve.examinations.service import Examinations
from serve.platform.dependencies import provided
from serve.platform.inference import WorkerPool
from serve.platform.openapi import problem_responses

FOREVER = {  # examinations and pictures never change; another person who signs in gets their own answer
    "Cache-Control": "private, max-age=31536000, immutable",
    "Vary": "Authorization, Cookie",
}

router = APIRouter(prefix="/v1/examinations/{examination_id}", tags=["pictures"])
Exporter = Annotated[Actor, Depends(permitted(ExaminationPermission.PHOTO_EXPORT))]
Index = Annotated[int, Path(ge=0, le=9999, description="Counted from 0.")]
BINARY = {"schema": {"type": "string", "format": "binary"}}
PICTURE: dict[str, Any] = {
    "response_class": Response,
    "responses": {
        200: {"description": "A JPEG.", "content": {"image/jpeg": BINARY}},
        **problem_responses(401, 403, 404, 422, 503),
    },
}


class DrawingPool(WorkerPool):
    """Workers that draw pictures, so that reading a verdict does not queue behind examinations."""

    kind_of_work = "pictures"


@dataclass(frozen=True)
class Gallery:
    """Everything needed to answer with a picture."""

    examinations: Examinations
    pictures: Pictures
    pool: DrawingPool

    async def draw(self, actor: Actor, examination_id: str, picture: Callable[[Examination], bytes]) -> Response:
        """Answer with the JPEG that `picture` draws of an examination's photos, and of nothing else."""
        return await self._drawn(lambda: picture(self.examinations.photographed(actor, examination_id)))

    async def draw_finding(
        self, actor: Actor, examination_id: str, picture: Callable[[Examination], bytes]
    ) -> Response:
        """Answer with the JPEG that `picture` draws of what an examination found; the look is recorded."""

        def work() -> bytes:
            drawn = picture(self.examinations.get(actor, examination_id))
            self.examinations.record_look(actor, examination_id)
            return drawn

        return await self._drawn(work)

    async def _drawn(self, work: Callable[[], bytes]) -> Response:
        return Response(await self.pool.run(work), headers=FOREVER, media_type="image/jpeg")


async def _gallery(
    examinations: Annotated[Examinations, Depends(provided(Examinations))],
    pictures: Annotated[Pictures, Depends(provided(Pictures))],
    pool: Annotated[DrawingPool, Depends(provided(DrawingPool))],
) -> Gallery:
    return Gallery(examinations, pictures, pool)


GalleryPart = Annotated[Gallery, Depends(_gallery)]


async def _options(
    frames: Annotated[bool, Query(description="Whether places are framed on the picture.")] = True,  # noqa: FBT002  FastAPI calls it
    large: Annotated[bool, Query(description="Twice as large, to look closer.")] = False,  # noqa: FBT002  the same
) -> PictureOptions:
    return PictureOptions(WHOLE_SIDE if large else CLOSE_UP_SIDE, frames)


OptionsPart = Annotated[PictureOptions, Depends(_options)]


@router.get("/photos/{index}.jpg", operation_id="getPhoto", summary="A photo, upright", **PICTURE)
async def get_photo(actor: Reader, examination_id: ExaminationId, index: Index, gallery: GalleryPart) -> Response:
    """One photo, upright and of moderate size, without metadata."""
    return await gallery.draw(actor, examination_id, lambda seen: gallery.pictures.photo(seen, index))


@router.get(
    "/photos/{index}/original",
    operation_id="getOriginal",
    summary="A photo as it arrived",
    response_class=Response,
    responses={
        200: {"description": "The bytes as received.", "content": {"image/*": BINARY}},
        **problem_responses(401, 403, 404, 422, 503),
    },
)
def get_original(actor: Exporter, examination_id: ExaminationId, index: Index, gallery: GalleryPart) -> Response:
    """One photo, byte for byte; always offered as a file, never shown by the browser."""
    photo, content = gallery.examinations.original(actor, examination_id, index)
    name = f"{examination_id}-photo-{index + 1}.{photo.media_type.partition('/')[2]}"
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, headers=FOREVER | disposition, media_type=photo.media_type)


@router.get("/evidence/{index}.jpg", operation_id="getEvidence", summary="A finding on its photo", **PICTURE)
async def get_evidence(actor: Reader, examination_id: ExaminationId, index: Index, gallery: GalleryPart) -> Response:
    """The photo on which point `index` of the verdict rests, with the region framed."""
    return await gallery.draw_finding(actor, examination_id, lambda seen: gallery.pictures.evidence(seen, index))


@router.get("/close-ups/{index}.jpg", operation_id="getCloseUp", summary="A finding, close up", **PICTURE)
async def get_close_up(actor: Reader, examination_id: ExaminationId, index: Index, gallery: GalleryPart) -> Response:
    """The region of point `index` of the verdict with its surroundings."""
    return await gallery.draw_finding(actor, examination_id, lambda seen: gallery.pictures.close_up(seen, index))


@router.get("/pairs/{index}/{side}.jpg", operation_id="getPair", summary="A finding beside genuine", **PICTURE)
async def get_pair(
    actor: Reader, examination_id: ExaminationId, index: Index, side: Side, options: OptionsPart, gallery: GalleryPart
) -> Response:
    """One picture of a pair: where the place was found, photo and reference show it at one scale and orientation."""
    return await gallery.draw_finding(
        actor, examination_id, lambda seen: gallery.pictures.pair(seen, index, side, options)
    )


@router.get("/texts/{index}/{side}.jpg", operation_id="getText", summary="A line of print beside genuine", **PICTURE)
async def get_text(
    actor: Reader, examination_id: ExaminationId, index: Index, side: Side, options: OptionsPart, gallery: GalleryPart
) -> Response:
    """One picture of marked text `index` of the verdict, cut out on the photo or on the genuine picture."""
    return await gallery.draw_finding(
        actor, examination_id, lambda seen: gallery.pictures.text(seen, index, side, options)
    )


@router.get("/references/{sha256}.jpg", operation_id="getReference", summary="A genuine reference", **PICTURE)
async def get_reference(
    actor: Reader,
    examination_id: ExaminationId,
    sha256: Annotated[str, Path(pattern="^[0-9a-f]{64}$")],
    gallery: GalleryPart,
) -> Response:
    """A genuine picture that this verdict or its product's sheet names, from the release that gave it."""
    return await gallery.draw_finding(actor, examination_id, lambda seen: gallery.pictures.reference(seen, sha256))
