"""A unit of work with courses."""

from serve.courses.learner_store import LearnerStore
from serve.courses.store import CourseStore
from serve.platform.work import on_first_use
from serve.seminars.work import SeminarWork


class CourseWork(SeminarWork):
    """See `serve.platform.work.Work`."""

    @on_first_use
    def courses(self) -> CourseStore:
        """The courses that the tenant may see."""
        return CourseStore(self.connection, self.tenant)

    @on_first_use
    def learning(self) -> LearnerStore:
        """What the person answers in courses."""
        return LearnerStore(self.connection, self.tenant)
