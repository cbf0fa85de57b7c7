"""The JSON API of a contribution's files and images: add, look, label, leave out."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from serve.accounts.guard import CallPart
from serve.contributions.examples import CONTRIBUTIONS
from serve.contributions.filing import ContributionFiles
from serve.contributions.image_domain import ImageFilter, ImageState, Reviewed
from serve.contributions.labelling import Labelling, ReadImage
from serve.contributions.proposing import Proposals
from serve.contributions.request_schemas import edit_of, selection_of
from serve.contributions.response_schemas import contribution_out, file_out, image_out, mark_out
from serve.contributions.routes import ContributionId, Editor, Reader
from serve.contributions.schemas import (
    BatchIn,
    ContributedFileOut,
    ContributedFilesOut,
    ContributedImageOut,
    ContributedImagesOut,
    ContributionOut,
    FilesIn,
    ImagePatch,
    ProposedMarksOut,
)
from serve.examinations.picture_routes import PICTURE, DrawingPool
from serve.platform.dependencies import provided
from serve.platform.inference import WorkerPool
from serve.platform.openapi import located, problem_responses
from serve.platform.paging import AFTER, PAGE, Limit
from serve.platform.reader import language_of
from serve.platform.versions import ETAG, ReadVersionPart, etag

router = APIRouter(prefix=f"{CONTRIBUTIONS}/{{contribution_id}}", tags=["contributions"])

FilesPart = Annotated[ContributionFiles, Depends(provided(ContributionFiles))]
LabellingPart = Annotated[Labelling, Depends(provided(Labelling))]
ProposalsPart = Annotated[Proposals, Depends(provided(Proposals))]
TO_FILES = located("the file, or of the list of files")["headers"]
Number = Annotated[int, Path(ge=1, le=9_999_999, description="Counted from 1.")]
After = Annotated[str | None, Query(pattern="^[1-9][0-9]{0,6}$", description=AFTER)]


@router.get(
    "/files",
    operation_id="listContributionFiles",
    summary="The files of a contribution",
    description="As they were sent, in the order of their arrival.",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def get_files(
    request: Request,
    actor: Reader,
    files: FilesPart,
    contribution_id: ContributionId,
    after: After = None,
    limit: Limit = PAGE,
) -> ContributedFilesOut:
    """One page of the files."""
    page = files.page(actor, contribution_id, int(after) if after else 0, limit)
    language = language_of(request)
    return ContributedFilesOut(files=[file_out(each, language) for each in page.entries], after=page.after)


@router.post(
    "/files",
    operation_id="addContributionFiles",
    summary="Add uploaded files",
    description="Pictures, ZIPs of pictures, and one table `manifest.csv`. All of them are taken or none. A file that "
    "the contribution has already, under the same name and with the same bytes, is not added again. `Location` leads "
    "to the file if one upload is given, and to the list of files if several are.",
    responses={200: {"headers": ETAG | TO_FILES}, **problem_responses(400, 401, 403, 404, 409, 422, 503)},
)
def post_files(
    request: Request,
    actor: Editor,
    files: FilesPart,
    contribution_id: ContributionId,
    given: FilesIn,
    call: CallPart,
    response: Response,
) -> ContributionOut:
    """Add files."""
    shown, number = files.add(actor, contribution_id, given.uploads, call)
    there = f"{CONTRIBUTIONS}/{contribution_id}/files"
    response.headers["Location"] = there if number is None else f"{there}/{number}"
    response.headers["ETag"] = etag(shown.contribution.version)
    return contribution_out(shown, language_of(request))


@router.get(
    "/files/{number}",
    operation_id="getContributionFile",
    summary="One file of a contribution",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def get_file(
    request: Request, actor: Reader, files: FilesPart, contribution_id: ContributionId, number: Number
) -> ContributedFileOut:
    """One file."""
    return file_out(files.view(actor, contribution_id, number), language_of(request))


@router.delete(
    "/files/{number}",
    operation_id="removeContributionFile",
    status_code=204,
    summary="Remove a file, with its rows",
    responses=problem_responses(400, 401, 403, 404, 409, 422, 503),
)
def delete_file(
    actor: Editor, files: FilesPart, contribution_id: ContributionId, number: Number, call: CallPart
) -> Response:
    """Remove a file."""
    files.remove(actor, contribution_id, number, call)
    return Response(status_code=204)


@router.get(
    "/images",
    operation_id="listContributedImages",
    summary="The images of a contribution",
    description="One row for each picture, and for each entry of a ZIP or row of a table that should have been one, as "
    "of the last check. A row that was submitted says where it stands with the curator.",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def get_images(
    request: Request,
    actor: Reader,
    labelling: LabellingPart,
    contribution_id: ContributionId,
    after: After = None,
    limit: Limit = PAGE,
    finding: Annotated[str | None, Query(max_length=80, description="Only rows with a finding of this code.")] = None,
    state: Annotated[ImageState | None, Query(description="Only rows in this state.")] = None,
    reviewed: Annotated[Reviewed | None, Query(description="Only rows of items whose review came to this.")] = None,
) -> ContributedImagesOut:
    """One page of the rows."""
    only = ImageFilter(finding, state, reviewed)
    page = labelling.page(actor, contribution_id, only, int(after) if after else 0, limit)
    language = language_of(request)
    return ContributedImagesOut(images=[image_out(each, language) for each in page.entries], after=page.after)


@router.get(
    "/images/{number}.jpg",
    operation_id="showContributedImage",
    summary="A contributed image, upright",
    **PICTURE,
)
async def show_image(
    actor: Reader,
    labelling: LabellingPart,
    contribution_id: ContributionId,
    number: Number,
    pool: Annotated[DrawingPool, Depends(provided(DrawingPool))],
) -> Response:
    """One image, upright and of moderate size, without metadata."""
    drawn = await pool.run(lambda: labelling.picture(actor, contribution_id, number))
    return Response(drawn, media_type="image/jpeg")


@router.get(
    "/images/{number}",
    operation_id="getContributedImage",
    summary="One image of a contribution",
    description="The `ETag` is that of the whole contribution: a change of any of its images changes it, as findings "
    "of one image depend on others.",
    responses={200: {"headers": ETAG}, **problem_responses(401, 403, 404, 422, 503)},
)
def get_image(
    request: Request,
    actor: Reader,
    labelling: LabellingPart,
    contribution_id: ContributionId,
    number: Number,
    response: Response,
) -> ContributedImageOut:
    """One row."""
    return _read(labelling.view(actor, contribution_id, number), request, response)


def _read(read: ReadImage, request: Request, response: Response) -> ContributedImageOut:
    response.headers["ETag"] = etag(read.version)
    return image_out(read.shown, language_of(request))


@router.patch(
    "/images/{number}",
    operation_id="labelContributedImage",
    summary="Say what an image shows",
    description="Its label, item, view, product, deviating points, or that it is left out. What is said here counts "
    "more than what folders and tables say. `If-Match` takes the `ETag` of the image or of its contribution, which "
    "are the same: if any image was changed meanwhile, nothing is changed.",
    responses={200: {"headers": ETAG}, **problem_responses(400, 401, 403, 404, 409, 412, 422, 503)},
)
def patch_image(
    request: Request,
    actor: Editor,
    labelling: LabellingPart,
    contribution_id: ContributionId,
    number: Number,
    given: ImagePatch,
    call: CallPart,
    read: ReadVersionPart,
    response: Response,
) -> ContributedImageOut:
    """Say what an image shows."""
    labelling.set(actor, contribution_id, selection_of([number]), edit_of(given), read, call)
    return _read(labelling.view(actor, contribution_id, number), request, response)


@router.post(
    "/batch",
    operation_id="labelContributedImages",
    summary="Say what many images show",
    description="Of the named rows, or of all rows with a finding: give them a label, make each an item of its own, or "
    "leave them out.",
    responses={200: {"headers": ETAG}, **problem_responses(400, 401, 403, 404, 409, 412, 422, 503)},
)
def post_batch(
    request: Request,
    actor: Editor,
    labelling: LabellingPart,
    contribution_id: ContributionId,
    given: BatchIn,
    call: CallPart,
    read: ReadVersionPart,
    response: Response,
) -> ContributionOut:
    """Say what many images show."""
    selection = selection_of(given.numbers, given.finding)
    shown = labelling.set(actor, contribution_id, selection, edit_of(given.set), read, call)
    response.headers["ETag"] = etag(shown.contribution.version)
    return contribution_out(shown, language_of(request))


@router.get(
    "/images/{number}/proposal",
    operation_id="proposeMarks",
    summary="What the active release would mark",
    description="The identification points of your product that it finds to deviate on this image, with their places. "
    "A person decides; nothing is stored.",
    responses=problem_responses(401, 403, 404, 409, 422, 503),
)
async def get_proposal(
    actor: Reader,
    proposals: ProposalsPart,
    contribution_id: ContributionId,
    number: Number,
    pool: Annotated[WorkerPool, Depends(provided(WorkerPool))],
) -> ProposedMarksOut:
    """What the active release would mark."""
    proposal = await pool.run(lambda: proposals.propose(actor, contribution_id, number))
    return ProposedMarksOut(release=proposal.release, marks=[mark_out(mark) for mark in proposal.marks])
