"""What accounts need of links for new passwords. Those are a later subject, whose store derives from this."""


class LinksOfPeople:
    """What accounts need of links for new passwords. Those are a later subject, whose store derives from this."""

    def end(self, person_id: str) -> None:
        """End the link of a person, and the message with one that is still to be sent."""
        raise NotImplementedError
