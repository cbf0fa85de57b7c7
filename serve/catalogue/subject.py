"""The parts of the catalogue."""

from serve.catalogue import routes
from serve.platform.subject import Subject

SUBJECT = Subject(
    routers=(routes.router,),
    examples={"CatalogueOut": routes.EXAMPLE},
)
