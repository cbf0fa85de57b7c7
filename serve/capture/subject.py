"""The parts of capture."""

from serve.capture import pages
from serve.capture.domain import BUNDLES
from serve.capture.messages import FOR_TEMPLATES
from serve.platform.subject import Subject

SUBJECT = Subject(
    name="capture",
    routers=(pages.router,),
    templates=pages.TEMPLATES,
    messages=FOR_TEMPLATES,
    bundles=BUNDLES,
)
