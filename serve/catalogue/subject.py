"""The parts of the catalogue."""

from collections.abc import Mapping

from serve.accounts.service import Accounts
from serve.catalogue import routes
from serve.catalogue.permissions import GRANTS
from serve.catalogue.service import Catalogue
from serve.platform.parts import Parts
from serve.platform.subject import Subject
from serve.releases.service import Releases


def _parts(parts: Parts) -> Mapping[type, object]:
    return {Catalogue: Catalogue(parts[Releases], parts[Accounts])}


SUBJECT = Subject(
    name="catalogue",
    grants=GRANTS,
    parts=_parts,
    routers=(routes.router,),
    examples={"CatalogueOut": routes.EXAMPLE},
)
