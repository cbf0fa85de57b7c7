"""The JSON API of courses: offered by those who prepare the seminar, taken by people of its agencies."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from serve.accounts.domain import Actor
from serve.accounts.guard import CallPart, permitted
from serve.courses.certifying import Certificates
from serve.courses.domain import Occasion
from serve.courses.examples import ANSWER_ID, CERTIFICATE_ID, ENTRY, ID, TEST_ID
from serve.courses.learning import Learning
from serve.courses.permissions import CoursePermission
from serve.courses.schemas import (
    CertificateOut,
    CourseAnswerIn,
    CourseAnswerOut,
    CourseIn,
    CourseLessonsOut,
    CourseOut,
    CourseProgressOut,
    CourseQuestionOut,
    CoursesOut,
    CourseTestOut,
    OwnCertificateOut,
    OwnCertificatesOut,
    Practised,
    TestAnswerIn,
    answer_out,
    certificate_out,
    course_out,
    lesson_out,
    next_out,
    own_certificate_out,
    progress_out,
    test_out,
)
from serve.courses.service import Courses
from serve.courses.showing import CourseShowing
from serve.examinations.picture_routes import PICTURE, DrawingPool, Index
from serve.platform.dependencies import open_to_all, provided
from serve.platform.openapi import located, problem_responses
from serve.platform.paging import AFTER, PAGE, Limit
from serve.review.domain import LONGEST_NAME, LONGEST_PRODUCT
from serve.review.schemas import ID_PATTERN as ENTRY_PATTERN

router = APIRouter(prefix="/v1/courses", tags=["courses"])
own = APIRouter(prefix="/v1/own-certificates", tags=["courses"])
certified = APIRouter(prefix="/v1/certificates", tags=["courses"])

CoursesPart = Annotated[Courses, Depends(provided(Courses))]
LearningPart = Annotated[Learning, Depends(provided(Learning))]
CertificatesPart = Annotated[Certificates, Depends(provided(Certificates))]
ShowingPart = Annotated[CourseShowing, Depends(provided(CourseShowing))]
PoolPart = Annotated[DrawingPool, Depends(provided(DrawingPool))]
Reader = Annotated[Actor, Depends(permitted(CoursePermission.READ))]
Offerer = Annotated[Actor, Depends(permitted(CoursePermission.OFFER))]
Learner = Annotated[Actor, Depends(permitted(CoursePermission.TAKE))]
ID_PATTERN = "^n-[0-9a-f]{32}$"
LONGEST_CODE = 40
CourseId = Annotated[str, Path(pattern=ID_PATTERN, examples=[ID])]
TestId = Annotated[str, Path(pattern="^h-[0-9a-f]{32}$", examples=[TEST_ID])]
AnswerId = Annotated[str, Path(pattern="^k-[0-9a-f]{32}$", examples=[ANSWER_ID])]
CertificateId = Annotated[str, Path(pattern="^l-[0-9a-f]{32}$", examples=[CERTIFICATE_ID])]
Code = Annotated[str, Path(max_length=LONGEST_CODE, description="With or without spaces and hyphens.")]
ProductName = Annotated[str, Path(max_length=LONGEST_PRODUCT)]
PointName = Annotated[str, Path(max_length=LONGEST_NAME)]
EntryName = Annotated[str, Path(pattern=ENTRY_PATTERN, examples=[ENTRY])]
After = Annotated[str | None, Query(pattern=ID_PATTERN, description=AFTER)]
SHOWN = {**PICTURE, "responses": {**PICTURE["responses"], **problem_responses(409)}}  # it may be withdrawn


@router.post(
    "",
    operation_id="offerCourse",
    status_code=201,
    summary="Offer the lessons of a seminar as a course",
    description="People of the seminar's agencies can take it. It has the slots that right holders have released for "
    "courses, too.",
    responses={201: located("the course"), **problem_responses(400, 401, 403, 404, 409, 422, 503)},
)
def post_course(actor: Offerer, courses: CoursesPart, given: CourseIn, call: CallPart, response: Response) -> CourseOut:
    """Offer a course."""
    made = courses.offer(actor, given.seminar, given.until, call)
    response.headers["Location"] = f"{router.prefix}/{made.course.id}"
    return course_out(made)


@router.get(
    "",
    operation_id="listCourses",
    summary="Courses",
    description="Those that are offered to your agency, and those that it offers. The operator's people see all. The "
    "latest first.",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def get_courses(actor: Reader, courses: CoursesPart, after: After = None, limit: Limit = PAGE) -> CoursesOut:
    """One page of the courses."""
    page = courses.page(actor, after, limit)
    return CoursesOut(courses=[course_out(each) for each in page.entries], after=page.after)


@router.get(
    "/{course_id}",
    operation_id="getCourse",
    summary="One course",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def get_course(actor: Reader, courses: CoursesPart, course_id: CourseId) -> CourseOut:
    """One course."""
    return course_out(courses.get(actor, course_id))


@router.post(
    "/{course_id}/withdraw",
    operation_id="withdrawCourse",
    summary="Withdraw a course",
    description="No one can take it any more. Certificates stay.",
    responses=problem_responses(400, 401, 403, 404, 409, 422, 503),
)
def post_withdraw(actor: Offerer, courses: CoursesPart, course_id: CourseId, call: CallPart) -> CourseOut:
    """Withdraw a course."""
    return course_out(courses.withdraw(actor, course_id, call))


@router.get(
    "/{course_id}/lessons",
    operation_id="getCourseLessons",
    summary="The lessons of a course",
    description="Only what right holders allow your agency to see now.",
    responses=problem_responses(401, 403, 404, 409, 422, 503),
)
def get_lessons(actor: Learner, showing: ShowingPart, course_id: CourseId) -> CourseLessonsOut:
    """The lessons."""
    content = showing.content(showing.running(actor, course_id), actor.organisation_id)
    return CourseLessonsOut(lessons=[lesson_out(course_id, each) for each in content.lessons])


@router.get(
    "/{course_id}/progress",
    operation_id="getCourseProgress",
    summary="Where you stand in a course",
    description="No one else can read it.",
    responses=problem_responses(401, 403, 404, 409, 422, 503),
)
def get_progress(actor: Learner, learning: LearningPart, course_id: CourseId) -> CourseProgressOut:
    """The person's own progress."""
    return progress_out(learning.progress(actor, course_id))


@router.get(
    "/{course_id}/question",
    operation_id="getCourseQuestion",
    summary="The question that comes next",
    description="Points that you missed come back sooner. Counterfeits come in blocks: at first often, then seldom.",
    responses=problem_responses(401, 403, 404, 409, 422, 503),
)
def get_question(
    actor: Learner, learning: LearningPart, course_id: CourseId, occasion: Practised = Occasion.PRACTICE
) -> CourseQuestionOut:
    """The next question."""
    return next_out(learning.next(actor, course_id, occasion))


@router.post(
    "/{course_id}/answers",
    operation_id="answerCourse",
    status_code=201,
    summary="Answer a question of practice or a warm-up",
    description="You are told the truth at once.",
    responses={201: located("the answer"), **problem_responses(400, 401, 403, 404, 409, 422, 503)},
)
def post_answer(
    actor: Learner,
    learning: LearningPart,
    course_id: CourseId,
    given: CourseAnswerIn,
    call: CallPart,
    response: Response,
) -> CourseAnswerOut:
    """Keep an answer."""
    made = learning.answer(actor, course_id, given.occasion, given.given, call)
    response.headers["Location"] = f"{router.prefix}/{course_id}/answers/{made.answer.id}"
    return answer_out(made)


@router.get(
    "/{course_id}/answers/{answer_id}",
    operation_id="getCourseAnswer",
    summary="Your answer, with the truth",
    responses=problem_responses(401, 403, 404, 409, 422, 503),
)
def get_answer(actor: Learner, learning: LearningPart, course_id: CourseId, answer_id: AnswerId) -> CourseAnswerOut:
    """One of the person's answers."""
    return answer_out(learning.feedback(actor, course_id, answer_id))


@router.post(
    "/{course_id}/tests",
    operation_id="beginCourseTest",
    status_code=201,
    summary="Begin your final test",
    description="Once a day at most. Its items never come up in practice.",
    responses={201: located("the test"), **problem_responses(400, 401, 403, 404, 409, 422, 503)},
)
def post_test(
    actor: Learner, learning: LearningPart, course_id: CourseId, call: CallPart, response: Response
) -> CourseTestOut:
    """Begin a test."""
    made = learning.begin_test(actor, course_id, call)
    response.headers["Location"] = f"{router.prefix}/{course_id}/tests/{made.test.id}"
    return test_out(made)


@router.get(
    "/{course_id}/tests/{test_id}",
    operation_id="getCourseTest",
    summary="Your final test",
    responses=problem_responses(401, 403, 404, 409, 422, 503),
)
def get_test(actor: Learner, learning: LearningPart, course_id: CourseId, test_id: TestId) -> CourseTestOut:
    """One of the person's tests."""
    return test_out(learning.test(actor, course_id, test_id))


@router.post(
    "/{course_id}/tests/{test_id}/answers",
    operation_id="answerCourseTest",
    summary="Answer a question of your final test",
    description="You are told nothing of single answers.",
    responses=problem_responses(400, 401, 403, 404, 409, 422, 503),
)
def post_test_answer(
    actor: Learner, learning: LearningPart, course_id: CourseId, test_id: TestId, given: TestAnswerIn, call: CallPart
) -> CourseTestOut:
    """Keep an answer in a test."""
    return test_out(learning.answer_test(actor, course_id, test_id, given.given, call))


@router.post(
    "/{course_id}/tests/{test_id}/hand-in",
    operation_id="handInCourseTest",
    summary="Hand in your final test",
    description="If you pass, you get a certificate.",
    responses=problem_responses(400, 401, 403, 404, 409, 422, 503),
)
def post_hand_in(
    actor: Learner, learning: LearningPart, course_id: CourseId, test_id: TestId, call: CallPart
) -> CourseTestOut:
    """End a test."""
    return test_out(learning.hand_in(actor, course_id, test_id, call))


@router.get(
    "/{course_id}/products/{product_id}/points/{point_id}.jpg",
    operation_id="getCoursePoint",
    summary="The genuine picture of a point of a lesson",
    **SHOWN,
)
async def get_point(
    actor: Learner,
    showing: ShowingPart,
    course_id: CourseId,
    product_id: ProductName,
    point_id: PointName,
    pool: PoolPart,
) -> Response:
    """One picture, without metadata. Browsers don't cache it: it may not be shown any more."""
    drawn = await pool.run(lambda: showing.point_picture(actor, course_id, product_id, point_id))
    return Response(drawn, media_type="image/jpeg")


@router.get(
    "/{course_id}/products/{product_id}/photos/{accepted_id}/{index}.jpg",
    operation_id="getCoursePhoto",
    summary="A photo of an item that a course shows",
    **SHOWN,
)
async def get_photo(
    actor: Learner,
    showing: ShowingPart,
    course_id: CourseId,
    product_id: ProductName,
    accepted_id: EntryName,
    index: Index,
    pool: PoolPart,
) -> Response:
    """One picture, without metadata. Browsers don't cache it: it may not be shown any more."""
    drawn = await pool.run(lambda: showing.photo(actor, course_id, product_id, accepted_id, index))
    return Response(drawn, media_type="image/jpeg")


@own.get(
    "",
    operation_id="getOwnCertificates",
    summary="Your certificates",
    responses=problem_responses(401, 403, 503),
)
def get_own_certificates(actor: Learner, certificates: CertificatesPart) -> OwnCertificatesOut:
    """The person's own certificates."""
    return OwnCertificatesOut(certificates=[own_certificate_out(each) for each in certificates.own(actor)])


@own.get(
    "/{certificate_id}",
    operation_id="getOwnCertificate",
    summary="Your certificate",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def get_own_certificate(
    actor: Learner, certificates: CertificatesPart, certificate_id: CertificateId
) -> OwnCertificateOut:
    """One of the person's own certificates."""
    return own_certificate_out(certificates.get(actor, certificate_id))


@certified.get(
    "/{code}",
    operation_id="checkCertificate",
    dependencies=[Depends(open_to_all)],
    summary="Check a certificate by its code",
    description="Anyone can ask. The answer names no person. Wrong codes from one address are limited.",
    responses=problem_responses(404, 422, 429, 503),
)
def get_certificate(request: Request, certificates: CertificatesPart, code: Code) -> CertificateOut:
    """One certificate, as anyone may know it."""
    address = request.client.host if request.client else ""
    return certificate_out(certificates.check(code, address))
