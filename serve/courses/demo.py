"""The demo seminar as a course, so that officers of a new checkout have one to take."""

from datetime import timedelta

from serve.accounts.domain import Actor
from serve.courses.service import Courses
from serve.platform.parts import Parts

RUNS = timedelta(days=365)


def create(parts: Parts, trainer: Actor) -> None:
    """Offer every seminar of the trainer's that can be a course."""
    courses, until = parts[Courses], (parts.clock.now() + RUNS).date()
    for seminar in courses.offerable(trainer):
        courses.offer(trainer, seminar.id, until)
