"""The parts of notices."""

from collections.abc import Mapping

from model.messages import message
from serve.accounts.languages import OrganisationLanguages
from serve.accounts.own import OwnAccount
from serve.accounts.service import Accounts
from serve.notices import pages, routes, schemas, tables
from serve.notices.domain import NoticeRejectedError, NoticesOffError
from serve.notices.letters import Letter
from serve.notices.mail import Mail
from serve.notices.permissions import GRANTS
from serve.notices.sending import NoticeSender
from serve.notices.service import OwnNotices
from serve.notices.work import NoticeWork
from serve.platform.parts import Parts
from serve.platform.problem_kinds import ProblemKind
from serve.platform.subject import Subject
from serve.platform.waiting import Waiting
from serve.platform.work import Works

SECONDS = 15.0  # between two looks for what is to be sent


def _parts(parts: Parts) -> Mapping[type, object]:
    works, settings = parts[Works].of(NoticeWork), parts.settings
    letters = {each.kind: each for each in parts.subjects.extensions(Letter)}
    others = parts[Waiting], parts[Accounts], parts[OrganisationLanguages]
    return {
        OwnNotices: OwnNotices(works, parts[OwnAccount], settings.smtp_host is not None),
        NoticeSender: NoticeSender(works, *others, Mail(settings), settings.public_url or "", letters),
    }


async def _keep_sending(parts: Parts) -> None:
    if parts[OwnNotices].is_offered:
        await parts[NoticeSender].keep_sending(SECONDS)


SUBJECT = Subject(
    name="notices",
    grants=GRANTS,
    parts=_parts,
    routers=(routes.router, pages.router),
    templates=pages.TEMPLATES,
    problems={
        NoticeRejectedError: ProblemKind("notice-rejected", 422, message("The address can't be kept like this")),
        NoticesOffError: ProblemKind("notices-off", 409, message("No notices are sent by e-mail")),
    },
    examples=schemas.EXAMPLES,
    tables=(tables.addresses, tables.notices),
    tasks=(_keep_sending,),
)
