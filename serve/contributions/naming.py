"""Names for the command what a check found: the files of each finding, and the products that there are."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from serve.contributions.findings import LEFT_OUT, UNKNOWN_PRODUCT
from serve.contributions.sending import CONTRIBUTIONS, Sent
from serve.uploads.calling import ServiceClient

NEEDS_PRODUCT = frozenset({UNKNOWN_PRODUCT, "missing-product"})  # codes that --product cures
Found = Mapping[str, Any]  # a finding, as JSON of the API


@dataclass(frozen=True)
class FoundNames:
    """Asks the service.

    Attributes:
        sent: a contribution after its check.
    """

    service: ServiceClient
    sent: Sent

    @property
    def _address(self) -> str:
        return f"{CONTRIBUTIONS}/{self.sent.contribution['id']}"

    def findings(self, most: int | None = None) -> list[Found]:
        """What was found, that of images with `names`: the images that have it.

        Args:
            most: how many names each has; None: all of them.
        """
        return [
            each if "file" in each else {**each, "names": list(islice(self._names(each["code"]), most))}
            for each in self.sent.findings
        ]

    def _names(self, code: str) -> Iterator[str]:
        for image in self._paged(f"{self._address}/images?finding={code}&limit=100", "images"):
            if code in LEFT_OUT or not image["left_out"]:
                yield image["name"]

    def products(self) -> list[str]:
        """The products of the right holder that --product can name; empty unless a finding asks for one."""
        if NEEDS_PRODUCT.isdisjoint(each["code"] for each in self.sent.findings):
            return []
        own = {sheet["product"] for sheet in self._paged("/v1/sheets?limit=100", "sheets")}
        holder = self.service.get("/v1/me")["organisation"]["name"]
        shown = self.service.get("/v1/catalogue")["products"]
        return sorted(own | {each["id"] for each in shown if each["right_holder"] == holder})

    @property
    def is_named_by_folder(self) -> bool:
        """Whether a folder's name gave a product that has no sheet."""
        found = self.sent.contribution
        is_unknown = any(each["code"] == UNKNOWN_PRODUCT for each in self.sent.findings)
        return is_unknown and bool(found["understood"]["items_by"]) and found["reading"]["product"] is None

    def report(self) -> bytes:
        """The report, row by row, as CSV."""
        return self.service.download(f"{self._address}/report.csv")

    def _paged(self, address: str, name: str) -> Iterator[Mapping[str, Any]]:
        after: str | None = ""
        while after is not None:
            page = self.service.get(f"{address}&after={after}" if after else address)
            yield from page[name]
            after = page["after"]
