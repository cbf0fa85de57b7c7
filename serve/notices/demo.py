"""Addresses of demo people, so that a new checkout shows the page for notices filled; no mail reaches `.example`."""

from collections.abc import Iterable

from serve.accounts.domain import Actor
from serve.notices.domain import NoticeAddress
from serve.notices.permissions import NoticeAction
from serve.notices.work import NoticeWork
from serve.platform.parts import Parts
from serve.platform.work import Works


def create(parts: Parts, people: Iterable[Actor]) -> None:
    """Keep a confirmed address of each of these people."""
    works = parts[Works].of(NoticeWork)
    for actor in people:
        with works.begin(actor) as work:
            address = f"{actor.name.partition(' ')[0].lower()}@demo.example"
            person = actor.person_id, actor.organisation_id
            work.addresses.keep(NoticeAddress(*person, address, work.now, confirmed_at=work.now))
            work.record(NoticeAction.CHANGE, actor.person_id, on=True, confirmed=True)
