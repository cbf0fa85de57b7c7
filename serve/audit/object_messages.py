"""What people who run the service read about stored objects that are missing or damaged."""

from collections.abc import Mapping
from types import MappingProxyType

from model.messages import Message, message
from serve.platform.objects import Soundness

# Translators: {name} is the long number that a stored object has.
FAULTS: Mapping[str, Mapping[Soundness, Message]] = MappingProxyType(  # by what the object is called in the tables
    {
        "photo": {
            Soundness.MISSING: message("{name}: this photo is no longer in the store"),
            Soundness.DAMAGED: message("{name}: the stored bytes are not the photo that was received"),
        },
        "release's file": {
            Soundness.MISSING: message("{name}: this release's file is no longer in the store"),
            Soundness.DAMAGED: message("{name}: the stored bytes are not the release's file that was received"),
        },
        "release's key": {
            Soundness.MISSING: message("{name}: this release's key is no longer in the store"),
            Soundness.DAMAGED: message("{name}: the stored bytes are not the release's key that was received"),
        },
        "upload": {
            Soundness.MISSING: message("{name}: this upload is no longer in the store"),
            Soundness.DAMAGED: message("{name}: the stored bytes are not the upload that was received"),
        },
    }
)
