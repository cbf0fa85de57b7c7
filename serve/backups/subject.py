"""What backups bring to the service: commands alone (`cli.py`)."""

from serve.platform.subject import Subject

SUBJECT = Subject(name="backups")
