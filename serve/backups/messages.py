"""What people who run the service read about objects that a backup or the service lacks."""

from collections.abc import Mapping
from types import MappingProxyType

from model.messages import Message, message
from serve.platform.objects import Soundness

CALLED: Mapping[str, Message] = MappingProxyType(  # by what the object is called in the tables
    {
        "photo": message("the photo"),
        "release's file": message("the release's file"),
        "release's key": message("the release's key"),
        "upload": message("the upload"),
    }
)
# Translators: {what} is "the photo", "the upload" or one of the other names above; {name} the long number it has.
IN_SERVICE: Mapping[Soundness, Message] = MappingProxyType(
    {
        Soundness.MISSING: message("{what} {name} is missing in the service's object store"),
        Soundness.DAMAGED: message("{what} {name} is damaged in the service's object store"),
    }
)
IN_BACKUP: Mapping[Soundness, Message] = MappingProxyType(
    {
        Soundness.MISSING: message("{what} {name} is missing in the backup ({path})"),
        Soundness.DAMAGED: message("{what} {name} is damaged in the backup ({path})"),
    }
)
# Translators: two faults of one object, on either side.
BOTH = message("{here}; and {there}")
