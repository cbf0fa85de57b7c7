"""The words of the audit log: what an event happened to, and what was done. An action is `thing:deed`."""

from collections.abc import Mapping
from types import MappingProxyType

from model.messages import Message, Wording, in_context, message
from serve.audit.domain import ANONYMOUS, COMMAND_LINE, RETENTION, SERVICE
from serve.events.domain import MOST_EXPORTED, ShownEvent

# Translators: in the audit log, the kind of thing to which something happened.
THINGS: Mapping[str, Message] = MappingProxyType(
    {
        "alert": in_context("thing in the audit log", "Alert"),
        "allowance": in_context("thing in the audit log", "What agencies may see"),
        "audit": in_context("thing in the audit log", "Audit log"),
        "case": in_context("thing in the audit log", "Case"),
        "case_person": in_context("thing in the audit log", "Person of a case"),
        "catalogue": in_context("thing in the audit log", "Catalogue"),
        "certificate": in_context("thing in the audit log", "Certificate"),
        "clearance": in_context("thing in the audit log", "Clearance"),
        "conclusion": in_context("thing in the audit log", "Conclusion"),
        "confirmation": in_context("thing in the audit log", "Confirmed answer"),
        "contribution": in_context("thing in the audit log", "Contribution"),
        "contribution_file": in_context("thing in the audit log", "File of a contribution"),
        "course": in_context("thing in the audit log", "Course"),
        "course_answer": in_context("thing in the audit log", "Answer in a course"),
        "course_test": in_context("thing in the audit log", "Test of a course"),
        "dataset": in_context("thing in the audit log", "Data set"),
        "deadline": in_context("thing in the audit log", "Deadline"),
        "device_key": in_context("thing in the audit log", "Key of a device"),
        "enquiry": in_context("thing in the audit log", "Enquiry"),
        "enquiry_contacts": in_context("thing in the audit log", "Contacts for enquiries"),
        "examination": in_context("thing in the audit log", "Examination"),
        "examining_rule": in_context("thing in the audit log", "Rule for examinations"),
        "gold": in_context("thing in the audit log", "Gold item"),
        "goods": in_context("thing in the audit log", "Line of goods"),
        "handout": in_context("thing in the audit log", "Handout"),
        "interception": in_context("thing in the audit log", "Interception"),
        "item": in_context("thing in the audit log", "Item"),
        "job": in_context("thing in the audit log", "Job"),
        "notice": in_context("thing in the audit log", "Notice by e-mail"),
        "one_time_code": in_context("thing in the audit log", "One-time codes"),
        "opinion": in_context("thing in the audit log", "Second opinion"),
        "organisation": in_context("thing in the audit log", "Organisation"),
        "own_data": in_context("thing in the audit log", "Own data"),
        "overview": in_context("thing in the audit log", "Overview"),
        "passkey": in_context("thing in the audit log", "Passkey"),
        "password_reset": in_context("thing in the audit log", "New password"),
        "person": in_context("thing in the audit log", "Person"),
        "photo": in_context("thing in the audit log", "Photo"),
        "photo_request": in_context("thing in the audit log", "Request for photos"),
        "procedure": in_context("thing in the audit log", "Procedure"),
        "recovery_code": in_context("thing in the audit log", "Recovery codes"),
        "release": in_context("thing in the audit log", "Release"),
        "report_key": in_context("thing in the audit log", "Key for reports"),
        "result": in_context("thing in the audit log", "Results of a seminar"),
        "review": in_context("thing in the audit log", "Review"),
        "second_factor": in_context("thing in the audit log", "Second factor"),
        "seizure": in_context("thing in the audit log", "Seizure record"),
        "seat": in_context("thing in the audit log", "Phone in a sitting"),
        "seminar": in_context("thing in the audit log", "Seminar"),
        "session": in_context("thing in the audit log", "Sign-in"),
        "sheet": in_context("thing in the audit log", "Product sheet"),
        "sheet_picture": in_context("thing in the audit log", "Picture of a sheet"),
        "shift": in_context("thing in the audit log", "Shift"),
        "sitting": in_context("thing in the audit log", "Sitting"),
        "slot": in_context("thing in the audit log", "Slot of a seminar"),
        "statistics": in_context("thing in the audit log", "Statistics"),
        "token": in_context("thing in the audit log", "API token"),
        "trial": in_context("thing in the audit log", "Trial of a release"),
        "unit": in_context("thing in the audit log", "Unit"),
        "upload": in_context("thing in the audit log", "Upload"),
        "work": in_context("thing in the audit log", "What waits"),
    }
)
# Translators: in the audit log, what was done, after the kind of thing. Use a form that fits each thing, as a noun.
DEEDS: Mapping[str, Message] = MappingProxyType(
    {
        "activate": in_context("deed in the audit log", "activate"),
        "add": in_context("deed in the audit log", "add"),
        "amend": in_context("deed in the audit log", "amend"),
        "answer": in_context("deed in the audit log", "answer"),
        "ask": in_context("deed in the audit log", "ask"),
        "assess": in_context("deed in the audit log", "assess"),
        "assist": in_context("deed in the audit log", "show the assistant's verdict"),
        "begin": in_context("deed in the audit log", "begin"),
        "cancel": in_context("deed in the audit log", "cancel"),
        "change": in_context("deed in the audit log", "change"),
        "check": in_context("deed in the audit log", "check"),
        "close": in_context("deed in the audit log", "close"),
        "code": in_context("deed in the audit log", "new join code"),
        "compare": in_context("deed in the audit log", "compare"),
        "conclude": in_context("deed in the audit log", "record the result"),
        "confirm": in_context("deed in the audit log", "confirm"),
        "create": in_context("deed in the audit log", "create"),
        "decide": in_context("deed in the audit log", "decide"),
        "delete": in_context("deed in the audit log", "delete"),
        "demo": in_context("deed in the audit log", "show a demonstration"),
        "end": in_context("deed in the audit log", "end"),
        "escalate": in_context("deed in the audit log", "escalate"),
        "export": in_context("deed in the audit log", "export"),
        "fail": in_context("deed in the audit log", "fail"),
        "file": in_context("deed in the audit log", "file into a case"),
        "find": in_context("deed in the audit log", "find something"),
        "finish": in_context("deed in the audit log", "finish"),
        "freeze": in_context("deed in the audit log", "freeze"),
        "give": in_context("deed in the audit log", "give"),
        "hold": in_context("deed in the audit log", "set or end a legal hold"),
        "join": in_context("deed in the audit log", "join"),
        "judge": in_context("deed in the audit log", "judge"),
        "keep": in_context("deed in the audit log", "keep"),
        "label": in_context("deed in the audit log", "label"),
        "import": in_context("deed in the audit log", "import"),
        "list": in_context("deed in the audit log", "read the list"),
        "make": in_context("deed in the audit log", "make"),
        "note": in_context("deed in the audit log", "write a note"),
        "offer": in_context("deed in the audit log", "offer"),
        "open": in_context("deed in the audit log", "open"),
        "override": in_context("deed in the audit log", "override"),
        "print": in_context("deed in the audit log", "print"),
        "propose": in_context("deed in the audit log", "propose"),
        "publish": in_context("deed in the audit log", "publish"),
        "refuse": in_context("deed in the audit log", "refuse"),
        "reply": in_context("deed in the audit log", "reply"),
        "release": in_context("deed in the audit log", "release for use"),
        "remove": in_context("deed in the audit log", "remove"),
        "reopen": in_context("deed in the audit log", "reopen"),
        "replace": in_context("deed in the audit log", "replace"),
        "require": in_context("deed in the audit log", "require"),
        "reset": in_context("deed in the audit log", "take away"),
        "retire": in_context("deed in the audit log", "retire"),
        "return": in_context("deed in the audit log", "return"),
        "reveal": in_context("deed in the audit log", "reveal"),
        "revoke": in_context("deed in the audit log", "revoke"),
        "roll-back": in_context("deed in the audit log", "roll back"),
        "send": in_context("deed in the audit log", "send"),
        "shadow": in_context("deed in the audit log", "run beside the active one"),
        "shadow-end": in_context("deed in the audit log", "end the run beside the active one"),
        "shadow-record": in_context("deed in the audit log", "record of the run beside the active one"),
        "stage": in_context("deed in the audit log", "stage"),
        "step": in_context("deed in the audit log", "next step"),
        "submit": in_context("deed in the audit log", "submit"),
        "take": in_context("deed in the audit log", "take"),
        "use": in_context("deed in the audit log", "use"),
        "view": in_context("deed in the audit log", "view"),
        "withdraw": in_context("deed in the audit log", "withdraw"),
    }
)
ACTORS: Mapping[str, Message] = MappingProxyType(
    {
        ANONYMOUS: in_context("actor in the audit log", "Someone who is not signed in"),
        RETENTION: in_context("actor in the audit log", "Retention rule"),
        COMMAND_LINE: in_context("actor in the audit log", "Command on the server"),
        SERVICE: in_context("actor in the audit log", "The service"),
    }
)
COLUMNS: Mapping[str, Message] = MappingProxyType(
    {
        "number": in_context("column of the audit log", "Number"),
        "at": in_context("column of the audit log", "Time (UTC)"),
        "actor_name": in_context("column of the audit log", "Who"),
        "actor": in_context("column of the audit log", "Id of who"),
        "words": in_context("column of the audit log", "What was done"),
        "action": in_context("column of the audit log", "Action"),
        "subject": in_context("column of the audit log", "Id of what it happened to"),
        "subject_username": in_context("column of the audit log", "Username of whom it happened to"),
        "details": in_context("column of the audit log", "Details"),
    }
)
OF_SERVICE = message("{name} (service account)")
ELSEWHERE = message("A person of another organisation")
INVALID = message("The address of this list has an invalid search; start a new one.")
TOO_MANY = message("More than {most} events match. Choose fewer days, a person or a kind of thing.", most=MOST_EXPORTED)
FAILED = message("Sign-in refused")
DONE = message("{thing}: {deed}")


def action_words(action: str) -> Message:
    """What was done, in words; the words of a newer version are not known, and the action stands for itself."""
    thing, _, deed = action.partition(":")
    if action == "session:refuse":
        return FAILED
    return DONE.of(thing=THINGS.get(thing, thing), deed=DEEDS.get(deed, deed))


def actor_words(event: ShownEvent) -> Wording:
    """Who did it."""
    if event.actor_name is not None:
        return OF_SERVICE.of(name=event.actor_name) if event.actor_is_service else event.actor_name
    return ELSEWHERE if event.actor is None else ACTORS.get(event.actor, event.actor)
