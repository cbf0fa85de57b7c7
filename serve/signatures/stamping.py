"""Asks a timestamp authority over HTTP (RFC 3161)."""

from asn1crypto import cms
from pyhanko.sign.timestamps.aiohttp_client import HTTPTimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError

TIMEOUT = 10  # seconds for one answer


class TimeStamper(HTTPTimeStamper):
    """Asks for the timestamps of one report; any answer that is none counts as no answer."""

    def __init__(self, url: str) -> None:
        super().__init__(url, timeout=TIMEOUT)

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        """A timestamp with the authority's certificates.

        Raises:
            OSError: there is no answer, or it is none.
        """
        try:
            token = await super().async_timestamp(message_digest, md_algorithm)
            token["content"]["certificates"].dump()
        except (ValueError, TypeError, KeyError, IndexError, AttributeError) as fault:
            raise TimestampRequestError("its answer is no timestamp with certificates") from fault
        return token
