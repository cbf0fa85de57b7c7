"""The parts of new passwords by e-mail."""

from collections.abc import Mapping

from model.messages import message
from serve.accounts.link_store import LinksOfPeople
from serve.notices.domain import NoticeKind
from serve.notices.letters import Letter
from serve.platform.parts import Parts
from serve.platform.problem_kinds import ProblemKind
from serve.platform.subject import Subject
from serve.platform.work import Works
from serve.resets import pages, tables
from serve.resets.domain import ResetRefusedError
from serve.resets.service import PasswordResets, write_changed, write_reset
from serve.resets.store import ResetStore
from serve.resets.work import ResetWork


def _parts(parts: Parts) -> Mapping[type, object]:
    return {PasswordResets: PasswordResets(parts[Works].of(ResetWork), parts.settings.smtp_host is not None)}


SUBJECT = Subject(
    name="resets",
    parts=_parts,
    routers=(pages.router,),
    templates=pages.TEMPLATES,
    problems={
        ResetRefusedError: ProblemKind("reset-refused", 422, message("The link can't be used")),
    },
    tables=(tables.resets,),
    stores={LinksOfPeople: ResetStore},
    extensions=(
        pages.SIGN_IN_PANEL,
        Letter(NoticeKind.PASSWORD_RESET, write_reset),
        Letter(NoticeKind.PASSWORD_CHANGED, write_changed),
    ),
)
