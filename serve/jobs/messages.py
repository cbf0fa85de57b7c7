"""What people read about jobs."""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType

from model.messages import Message, counted, in_context, message

GAVE_UP = message("This job was stopped several times before it could finish. Tell the operator of the service.")
BROKE = message("An error of the service stopped this. Tell the operator of the service.")
NOT_PERMITTED = message("Your role no longer includes this.")
MINUTES = counted("About {count} minute left.", "About {count} minutes left.")
SECONDS = message("Less than a minute left.")
STATES: Mapping[str, Message] = MappingProxyType(
    {
        # Translators: the states of a job that runs in the background.
        "waiting": in_context("job", "Waiting"),
        "running": in_context("job", "Running"),
        "done": in_context("job", "Done"),
        "failed": in_context("job", "Failed"),
        "cancelled": in_context("job", "Cancelled"),
    }
)


def left(time: timedelta) -> Message:
    """How long it will take, roughly."""
    minutes = round(time.total_seconds() / 60)
    return MINUTES.of(count=minutes) if minutes else SECONDS


FOR_TEMPLATES = {"job_states": STATES, "job_left": left}
