"""The parts of statistics."""

from serve.platform.subject import Subject
from serve.statistics import pages, routes

SUBJECT = Subject(
    routers=(routes.router, pages.router),
    templates=pages.TEMPLATES,
    examples=routes.EXAMPLES,
)
