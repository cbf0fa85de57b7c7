"""What cases need of a store of second opinions. Those are a later subject, whose store derives from this."""

from serve.cases.domain import Opinion


class OpinionsOfCases:
    """What cases need of second opinions. Those are a later subject, whose store derives from this."""

    def of_case(self, case_id: str) -> list[Opinion]:
        """Opinions on a case's items, the oldest first."""
        raise NotImplementedError

    def waiting_cases(self, person_id: str) -> set[str]:
        """The cases in which a person is asked for an opinion that they have not given."""
        raise NotImplementedError

    def waiting_items(self, person_id: str) -> set[str]:
        """The items on which a person is asked for an opinion that they have not given."""
        raise NotImplementedError
