"""What releases bring to the service."""

from serve.platform.subject import Subject
from serve.releases import routes

SUBJECT = Subject(
    routers=(routes.router,),
    examples={"ReleaseOut": routes.EXAMPLE},
)
