"""Use cases of cases: open, find, read and update one, add items to it, and conclude on them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Generic, NamedTuple, TypeVar

from model.messages import message
from serve.accounts.domain import Actor, Organisation
from serve.accounts.permissions import OrganisationKind
from serve.audit.domain import COMMAND_LINE
from serve.cases.coded_store import CodedField, UsedCodes
from serve.cases.domain import (
    LONGEST_DESCRIPTION,
    CaseRejectedError,
    CaseState,
    CaseStateError,
    Conclusion,
    Details,
    First,
    ItemFinding,
    Opinion,
    checked_details,
    checked_line,
    required_text,
)
from serve.cases.dossier import CasePage, CaseQuery, CaseSummary, Dossier, ItemFile, KnownDetails
from serve.cases.index_store import TimeSpan
from serve.cases.making import make_case, make_item
from serve.cases.permissions import CaseAction
from serve.cases.reading import changed, item_file, looked_at
from serve.cases.searching import page_of
from serve.cases.terms import officer_term, state_term
from serve.cases.work import CaseWork
from serve.platform.idempotency import UNNAMED, IdempotentCall
from serve.platform.paging import LONGEST_PAGE, PAGE, Page
from serve.platform.tenancy import the_service
from serve.platform.versions import ANY_VERSION, ReadVersion
from serve.platform.work import Works
from serve.releases.service import Releases


class ListedCase(NamedTuple):
    """A case in a list of several agencies' cases."""

    agency: Organisation
    case: CaseSummary


T = TypeVar("T", Conclusion, Opinion)
MOST_KNOWN = 100  # places, and units, to choose from


class Records(NamedTuple, Generic[T]):
    """Some of the conclusions or of the opinions on an item, and the names of the people in them, by id."""

    page: Page[T]
    names: Mapping[str, str]


class Concluded(NamedTuple):
    """An item with a conclusion that was recorded, and the id of that conclusion."""

    file: ItemFile
    conclusion_id: str


@dataclass(frozen=True)
class Cases:
    """The use cases. All of them block.

    Attributes:
        fields: coded fields of later subjects by which cases are found.
    """

    work: Works[CaseWork]
    releases: Releases
    fields: Sequence[CodedField] = ()

    def open(self, actor: Actor, details: Details, call: IdempotentCall = UNNAMED) -> Dossier:
        """Open a case.

        Raises:
            CaseRejectedError: a value is invalid.
        """
        said = checked_details(details)
        with self.work.begin(actor, call) as work:
            if work.replayed:
                return looked_at(work, work.id("c"))
            return changed(work, CaseAction.CREATE, make_case(work, said))

    def search(self, actor: Actor, query: CaseQuery, after: str | None = None, limit: int = PAGE) -> CasePage:
        """One page of the matching cases of the actor's agency, newest first; the look is recorded.

        Args:
            after: the value of `after` on the previous page.

        Raises:
            CaseRejectedError: `after` is invalid, or there are too many words.
        """
        with self.work.look(actor) as work:
            found = page_of(work, query, after, min(limit, LONGEST_PAGE), self.fields)
            work.record(CaseAction.LIST, actor.organisation_id, cases=len(found.cases))
        return found

    def used_codes(self, actor: Actor) -> list[UsedCodes]:
        """The codes that the cases of the actor's agency have, for a page whose view is recorded."""
        with self.work.look(actor) as work:
            return [work.cases.used_codes(each) for each in self.fields]

    def list_agencies(self, agency: str | None, state: CaseState | None, limit: int) -> list[ListedCase]:
        """The newest cases of an agency, or of each agency, for the operator of the service; the look is recorded.

        Args:
            agency: its name; None for all.
            limit: of cases of one agency.

        Raises:
            NotFoundError: there is no such organisation.
        """
        terms = [state_term(state)] if state else []
        with self.work.look(the_service(COMMAND_LINE)) as work:
            chosen = work.organisations.all() if agency is None else [work.organisations.named(agency)]
            found = [
                ListedCase(each, case)
                for each in chosen
                if each.kind == OrganisationKind.AGENCY
                for case in work.cases.summaries(each.id, work.cases.page(each.id, terms, TimeSpan(), limit))
            ]
            work.record(CaseAction.LIST, COMMAND_LINE if agency is None else chosen[0].id, cases=len(found))
        return found

    def view(self, actor: Actor, case_id: str) -> Dossier:
        """A case with everything in it; the look is recorded.

        Raises:
            NotFoundError: there is none that the actor may see.
        """
        with self.work.look(actor) as work:
            return looked_at(work, case_id)

    def view_item(self, actor: Actor, case_id: str, item_id: str) -> ItemFile:
        """An item with everything about it; the look is recorded.

        Raises:
            NotFoundError: there is none that the actor may see.
        """
        with self.work.look(actor) as work:
            file = item_file(work, work.items.get(case_id, item_id))
            work.record(CaseAction.VIEW, item_id, case=case_id)
        return file

    def view_records(self, actor: Actor, case_id: str, item_id: str, find: Callable[[ItemFile], Page[T]]) -> Records[T]:
        """Conclusions or opinions on an item; the look is recorded.

        It counts as a view of the item only if one of them says what a person finds.

        Args:
            find: gives those to be shown.

        Raises:
            NotFoundError: there is no such item that the actor may see, or `find` finds nothing.
        """
        with self.work.look(actor) as work:
            file = item_file(work, work.items.get(case_id, item_id))
            page = find(file)
            tells = any(isinstance(each, Conclusion) or each.answer is not None for each in page.entries)
            work.record(CaseAction.VIEW if tells else CaseAction.LIST, item_id, case=case_id)
        return Records(page, file.names)

    def known(self, actor: Actor) -> KnownDetails:
        """What the agency has written in its cases, to choose from."""
        with self.work.look(actor) as work:
            named = {each.name for each in work.units.of(actor.organisation_id)}
            units = sorted({*named, *work.cases.known("unit", MOST_KNOWN)})
            return KnownDetails(work.cases.known("place", MOST_KNOWN), units)

    def usual_unit(self, actor: Actor) -> str:
        """The unit of a new case of the actor: their own, or that of the case that they opened last; empty for none."""
        if actor.unit is not None:
            return actor.unit.name
        with self.work.look(actor) as work:
            agency = actor.organisation_id
            page = work.cases.page(agency, [officer_term(actor.person_id)], TimeSpan(), 1)
            return next((each.details.unit for each in work.cases.summaries(agency, page)), "") if page.opened else ""

    def change(
        self,
        actor: Actor,
        case_id: str,
        said: Mapping[str, str],
        call: IdempotentCall = UNNAMED,
        *,
        read: ReadVersion = ANY_VERSION,
        read_details: str | None = None,
    ) -> Dossier:
        """Update a case.

        Args:
            said: values by the names of `Details`; those not named stay.
            read: the version of the case that the actor had read.
            read_details: the version of its details that the actor had before them; None if that doesn't matter.

        Raises:
            CaseRejectedError: a value is invalid.
            CaseStateError: the case is closed, or another person has changed the details since.
            ChangedMeanwhileError: the case is no longer what the actor had read.
            NotFoundError: there is none that the actor may see.
        """
        with self.work.begin(actor, call) as work:
            if work.replayed:
                return looked_at(work, case_id)
            case = work.cases.get(case_id, for_change=True)
            case.must_be_open()
            read.check(case.version)
            if read_details is not None and read_details != case.details.version:
                raise CaseStateError(
                    message(
                        "Another person has changed case {number} since you opened it; your changes were not saved. "
                        "Open the case in another window beside this one, and enter your changes there.",
                        number=case.number,
                    )
                )
            details = checked_details(replace(case.details, **said))
            if details == case.details:
                return looked_at(work, case_id)
            case = replace(case, details=details)
            work.cases.change(case)
            return changed(work, CaseAction.CHANGE, case)

    def add_item(
        self,
        actor: Actor,
        case_id: str,
        description: str,
        product_id: str | None = None,
        call: IdempotentCall = UNNAMED,
    ) -> ItemFile:
        """Add an item to a case.

        Args:
            product_id: the product that it is meant to be; the active release must know it.

        Raises:
            CaseRejectedError: a value is invalid.
            CaseStateError: the case is closed, or has as many items as a case may have.
            NotFoundError: there is no such case that the actor may see.
        """
        said = checked_line(description, "description", LONGEST_DESCRIPTION)
        with self.work.begin(actor, call) as work:
            if work.replayed:
                work.items.get(case_id, work.id("i"))  # it may have been removed since
                return looked_at(work, case_id).items_by_id[work.id("i")]
            case = work.cases.get(case_id, for_change=True)
            case.must_be_open()
            self._check_product(product_id)
            item = make_item(work, case, said, product_id)
            return changed(work, CaseAction.ITEM_CREATE, item).items_by_id[item.id]

    def _check_product(self, product_id: str | None) -> None:
        if product_id is not None and product_id not in self.releases.active.examiner.release.description.products:
            raise CaseRejectedError(
                message(
                    "The active release does not know this product; leave the product out, or take one of its "
                    "catalogue."
                ),
                "product",
            )

    def conclude(
        self,
        actor: Actor,
        case_id: str,
        item_id: str,
        finding: ItemFinding,
        reason: str,
        call: IdempotentCall = UNNAMED,
    ) -> Concluded:
        """Record an officer's conclusion on an item, before or after the assistant's verdict; earlier ones stay.

        Raises:
            CaseRejectedError: the reason is missing or invalid.
            CaseStateError: the case is closed.
            NotFoundError: there is no such item that the actor may see.
        """
        said = required_text(reason, "reason")
        with self.work.begin(actor, call) as work:
            if work.replayed:
                return Concluded(looked_at(work, case_id).items_by_id[item_id], work.id("n"))
            case = work.cases.get(case_id, for_change=True)
            item = work.items.get(case_id, item_id)
            case.must_be_open()
            examined = work.examinations.of_items([item.id]).get(item.id, [])
            conclusion = Conclusion(
                id=work.id("n"),
                organisation_id=actor.organisation_id,
                case_id=case_id,
                item_id=item_id,
                finding=finding,
                reason=said,
                by=actor.person_id,
                at=work.now,
                first=First.VERDICT if examined else First.CONCLUSION,
                examinations=tuple(each.id for each in examined),
            )
            work.items.add_conclusion(conclusion)
            file = changed(work, CaseAction.CONCLUSION_CREATE, conclusion).items_by_id[item_id]
            return Concluded(file, conclusion.id)
