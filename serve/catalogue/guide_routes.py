"""The JSON API of the product guide: search sheets, read one, find sheets by a code, see and print what they show."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Path, Query, Request, Response
from starlette.datastructures import UploadFile

from model.messages import message
from serve.accounts.domain import Actor
from serve.accounts.guard import permitted
from serve.catalogue.domain import ShownSheet
from serve.catalogue.guide import Guide
from serve.catalogue.guide_codes import LONGEST_NUMBER, FoundByCode
from serve.catalogue.guide_prints import GuidePrints, PrintRequest
from serve.catalogue.guide_schemas import FoundByCodesOut, GuidePageOut, found_out
from serve.catalogue.guide_search import GuideQuery
from serve.catalogue.permissions import CataloguePermission
from serve.catalogue.printing.domain import GuideForm
from serve.platform.dependencies import provided
from serve.platform.errors import CallRejectedError
from serve.platform.inference import WorkerPool
from serve.platform.languages import LONGEST_TAG, language_for, preferred
from serve.platform.multipart import is_multipart, read_form
from serve.platform.openapi import problem_responses
from serve.platform.paging import AFTER, PAGE, Limit, page_of
from serve.platform.reader import languages_of

PHOTO, PDF = "photo", "application/pdf"
LONGEST_WORDS, LONGEST_ID = 200, 190
MAX_WORDS_BYTES = 4096  # of a field of the form that is not the photo
JPEG: dict[str, Any] = {
    "response_class": Response,
    "responses": {
        200: {
            "description": "A JPEG.",
            "content": {"image/jpeg": {"schema": {"type": "string", "format": "binary"}}},
        },
        **problem_responses(401, 403, 404, 422, 503),
    },
}
PRIVATE = {"Cache-Control": "private, max-age=300", "Vary": "Authorization, Cookie"}  # a right holder may refuse later


class GuidePool(WorkerPool):
    """Workers that read codes, draw pictures and set guides, so that examinations do not queue behind them."""

    kind_of_work = "calls of the product guide"


router = APIRouter(prefix="/v1/catalogue", tags=["catalogue"])
Reader = Annotated[Actor, Depends(permitted(CataloguePermission.READ))]
GuidePart = Annotated[Guide, Depends(provided(Guide))]
PoolPart = Annotated[GuidePool, Depends(provided(GuidePool))]
Product = Annotated[str, Path(max_length=LONGEST_ID, description="The id of a product.", examples=["tornavik-6204"])]
PointId = Annotated[str, Path(max_length=LONGEST_ID, description="The id of an identification point of it.")]
Words = Annotated[
    str,
    Query(
        max_length=LONGEST_WORDS,
        description="Words of a name in any language, an article number, the right holder or the category. Width, "
        "letter case, accents and kana do not matter; a sheet has all of the words.",
    ),
]
Exactly = Annotated[str, Query(max_length=LONGEST_WORDS, description="Word for word.")]
Number = Annotated[
    str,
    Query(max_length=LONGEST_NUMBER, description="An article number, or all that a matrix code says."),
]


def languages(
    response: Response,
    language: Annotated[
        str | None,
        Query(max_length=35, description="Language tag, such as `ja`; comes before Accept-Language."),
    ] = None,
    accept_language: Annotated[str, Header(max_length=500)] = "",
) -> tuple[str, ...]:
    """The languages in which a caller wants texts of sheets, the best first."""
    response.headers["Vary"] = "Accept-Language"
    return preferred(accept_language, language)


Languages = Annotated[tuple[str, ...], Depends(languages)]


@router.get(
    "/products",
    operation_id="searchCatalogue",
    summary="Search product sheets",
    description="The sheets that fit, those first whose name begins with the words, then by name.",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def get_products(
    actor: Reader,
    guide: GuidePart,
    wanted: Languages,
    q: Words = "",
    category: Exactly = "",
    right_holder: Exactly = "",
    after: Annotated[str | None, Query(max_length=LONGEST_ID, description=AFTER)] = None,
    limit: Limit = PAGE,
) -> GuidePageOut:
    """One page of the sheets that fit."""
    page = page_of(guide.search(GuideQuery(q, category, right_holder)), after, limit, lambda sheet: sheet.id)
    return GuidePageOut(products=guide.shown(actor, page.entries, wanted), after=page.after)


@router.get(
    "/products/{product}",
    operation_id="getCatalogueProduct",
    summary="One product sheet",
    description="With those identification points that the caller may see.",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def get_product(actor: Reader, guide: GuidePart, product: Product, wanted: Languages) -> ShownSheet:
    """One sheet; the right holder sees how often agencies open it."""
    sheet = guide.of_products(actor, [product], wanted)[0]
    guide.count_look(actor, sheet)
    return sheet


@router.get(
    "/products/{product}/points/{point}.jpg",
    operation_id="getCataloguePoint",
    summary="A genuine picture of a point",
    **JPEG,
)
async def get_point(actor: Reader, guide: GuidePart, pool: PoolPart, product: Product, point: PointId) -> Response:
    """The place of a point on a genuine item, with its surroundings, framed."""
    drawn = await pool.run(lambda: guide.picture(actor, product, point, whole=False))
    return Response(drawn, headers=PRIVATE, media_type="image/jpeg")


@router.get(
    "/products/{product}/points/{point}/whole.jpg",
    operation_id="getCataloguePointWhole",
    summary="The whole genuine picture of a point",
    **JPEG,
)
async def get_whole(actor: Reader, guide: GuidePart, pool: PoolPart, product: Product, point: PointId) -> Response:
    """The whole picture on which a point is marked, with its place framed."""
    drawn = await pool.run(lambda: guide.picture(actor, product, point, whole=True))
    return Response(drawn, headers=PRIVATE, media_type="image/jpeg")


@router.get(
    "/codes",
    operation_id="findByNumber",
    summary="Product sheets of a number",
    description="The products that have an article number. A carton's number leads to the article inside.",
    responses=problem_responses(401, 403, 422, 503),
)
def get_by_number(actor: Reader, guide: GuidePart, wanted: Languages, number: Number = "") -> FoundByCodesOut:
    """What a typed number leads to."""
    return _out(actor, guide, guide.by_number(number), wanted)


@router.post(
    "/codes",
    operation_id="findByCode",
    summary="Product sheets of the codes on a photo",
    description="Reads the bar codes and matrix codes on a photo, the field `photo`. The photo is not kept.",
    responses=problem_responses(400, 401, 403, 413, 422, 503),
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "multipart/form-data": {
                    "schema": {
                        "type": "object",
                        "required": [PHOTO],
                        "properties": {PHOTO: {"type": "string", "format": "binary"}},
                    }
                }
            },
        }
    },
)
async def post_code(
    request: Request, actor: Reader, guide: GuidePart, pool: PoolPart, wanted: Languages
) -> FoundByCodesOut:
    """What the codes on a photo lead to."""
    content = await photo_of(request)
    return await pool.run(lambda: _out(actor, guide, guide.by_photo(content), wanted))


@router.get(
    "/products/{product}/guide.pdf",
    operation_id="printCatalogueProduct",
    summary="A product sheet in print",
    description="What the caller may see of it, as a PDF: a product identification guide, or the sheet of its "
    "identification points. The copy says for whom, when and from which version it was made; that it was made is "
    "recorded in the audit log.",
    response_class=Response,
    responses={
        200: {"description": "A PDF.", "content": {PDF: {"schema": {"type": "string", "format": "binary"}}}},
        **problem_responses(401, 403, 404, 422, 503),
    },
)
async def get_print(
    request: Request,
    actor: Annotated[Actor, Depends(permitted(CataloguePermission.EXPORT))],
    prints: Annotated[GuidePrints, Depends(provided(GuidePrints))],
    pool: PoolPart,
    product: Product,
    form: Annotated[GuideForm, Query(description="All of the sheet, or its points.")] = GuideForm.GUIDE,
    language: Annotated[
        str, Query(max_length=LONGEST_TAG, description="Of the print's own words; by default, that of the caller.")
    ] = "",
) -> Response:
    """A copy for the caller."""
    wanted = languages_of(request)
    asked = PrintRequest(product, form, language_for((language, *wanted) if language else wanted), wanted)
    made = await pool.run(lambda: prints.make(actor, asked))
    headers = {"Content-Disposition": f'attachment; filename="{made.name}"', "Cache-Control": "no-store"}
    return Response(made.pdf, headers=headers, media_type=PDF)


async def photo_of(request: Request) -> bytes:
    """The photo of a form.

    Raises:
        BrokenFormError: the form was cut off.
        CallRejectedError: it is no form with one photo.
    """
    if not is_multipart(request.headers):
        raise CallRejectedError(NO_FORM)
    fields = await read_form(request, {PHOTO}, max_files=1, max_fields=2, max_part_size=MAX_WORDS_BYTES)
    try:
        photo = fields.get(PHOTO)
        if not isinstance(photo, UploadFile):
            raise CallRejectedError(NO_FORM)
        return await photo.read()
    finally:
        await fields.close()


NO_FORM = message("Send one photo of the code as multipart/form-data, in a field named 'photo'.")


def _out(actor: Actor, guide: Guide, found: Sequence[FoundByCode], wanted: Sequence[str]) -> FoundByCodesOut:
    products = [product for each in found for product in each.products]
    return found_out(found, guide.of_products(actor, products, wanted))
