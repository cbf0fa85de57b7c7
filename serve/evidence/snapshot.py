"""The state of a case at one time, as a reader may see it: the source of its bundle."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from serve.accounts.domain import Organisation, Person
from serve.audit.domain import Head
from serve.cases.dossier import Dossier
from serve.enquiries.domain import Enquiry
from serve.examinations.domain import Examination, StoredPhoto
from serve.procedures.domain import Procedure
from serve.seizures.domain import GoodsLine, InterceptionRecord


class Answerer(NamedTuple):
    """A person who answered for a right holder."""

    name: str
    right_holder: str


@dataclass(frozen=True)
class CaseSnapshot:
    """A case with everything around it.

    Attributes:
        enquiries, procedures: the oldest first.
        interception: how the goods were found; None if no one has said so.
        goods: the lines of goods, in order.
        organisations: by id; the agency and the right holders are among them.
        people: those whom the actor may see, by id.
        head: the end of the audit log at that time.
    """

    dossier: Dossier
    enquiries: Sequence[Enquiry]
    procedures: Sequence[Procedure]
    organisations: Mapping[str, Organisation]
    people: Mapping[str, Person]
    head: Head
    interception: InterceptionRecord | None = None
    goods: Sequence[GoodsLine] = ()

    @property
    def agency(self) -> Organisation:
        """The agency of the case."""
        return self.organisations[self.dossier.case.organisation_id]

    @property
    def examinations(self) -> Iterator[Examination]:
        """Of every item, the oldest first."""
        for file in self.dossier.items:
            for visit in file.visits:
                yield visit.examination

    @property
    def photos(self) -> dict[str, StoredPhoto]:
        """Every photo once, by its sha256."""
        return {photo.sha256: photo for examination in self.examinations for photo in examination.photos}

    @property
    def subjects(self) -> list[str]:
        """The ids of everything that events of the case are about."""
        dossier = self.dossier
        found = [dossier.case.id, *(enquiry.id for enquiry in self.enquiries)]
        found += (line.id for line in self.goods)
        if self.interception is not None:
            found.append(self.interception.id)
        found += (procedure.id for procedure in self.procedures)
        for file in dossier.items:
            found.append(file.item.id)
            found += (conclusion.id for conclusion in file.conclusions)
            found += (opinion.id for opinion in file.opinions)
            found += (visit.examination.id for visit in file.visits)
        return found

    @cached_property
    def answerers(self) -> dict[str, Answerer]:
        """Who answered enquiries or asked for photos, by id: right holders' people, whom the actor knows from there."""
        found: dict[str, Answerer] = {}
        for enquiry in self.enquiries:
            right_holder = self.organisations[enquiry.right_holder_id].name
            found |= {each.by: Answerer(each.name, right_holder) for each in enquiry.requests}
            found |= {each.by: Answerer(each.name, right_holder) for each in enquiry.answers}
        return found

    def name_of(self, person_id: str) -> str:
        """How to name an actor: by name, if it is known."""
        person = self.people.get(person_id)
        if person is not None:
            return person.name
        if person_id in self.answerers:
            return self.answerers[person_id].name
        return self.dossier.names.get(person_id, person_id)
