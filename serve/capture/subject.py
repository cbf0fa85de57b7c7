"""The parts of capture."""

from serve.capture import pages
from serve.capture.domain import FILES_OF
from serve.capture.messages import FOR_TEMPLATES
from serve.platform.bundles import Scripts
from serve.platform.subject import Subject

SUBJECT = Subject(
    name="capture",
    routers=(pages.router,),
    templates=pages.TEMPLATES,
    messages=FOR_TEMPLATES,
    bundles={name: Scripts(files) for name, files in FILES_OF.items()},
)
