"""What deadlines bring to the service: the command alone (`cli.py`)."""

from serve.platform.subject import Subject

SUBJECT = Subject(name="deadlines")
