"""Who may be told by e-mail, and what the audit log says was done. All are `resource:action`."""

from enum import StrEnum

from serve.platform.permissions import Grants


class NoticePermission(StrEnum):
    """What may be done: with one's own address alone."""

    USE = "notice:use"


class NoticeAction(StrEnum):
    """What was done. The log never has an address."""

    CHANGE = "notice:change"
    CONFIRM = "notice:confirm"
    SEND = "notice:send"
    REFUSE = "notice:refuse"  # by a mail server


GRANTS = Grants(everyone={NoticePermission.USE})
