"""What schemathesis is told before it calls the service."""

import schemathesis

from serve.uploads.protocol import BYTES

schemathesis.serializer.alias(BYTES, "application/octet-stream")
