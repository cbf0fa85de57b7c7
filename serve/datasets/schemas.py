"""The JSON of frozen data sets and of the gold set, for the operator's people alone."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from model.datasets.fields import Label
from serve.datasets.domain import DataSetSummary, FrozenItem, GoldEntry, LeftOut, Part
from serve.datasets.service import ShownSet
from serve.platform.paging import PageOut
from serve.review.domain import Entry, Standing
from serve.review.schemas import pictures_of

SET_PATTERN, ENTRY_PATTERN = "^m-[0-9a-f]{16}$", "^w-[0-9a-f]{32}$"
WITHDRAWN: dict[str, Any] = {
    "entry": "w-0f1e2d3c4b5a69788796a5b4c3d2e1f0",
    "product": "tornavik-6204",
    "right_holder": "Tornavik AB",
    "part": "train",
    "item": "counterfeit/017",
    "source": "k-5f4e3d2c1b0a99887766554433221100",
    "withdrawn_at": "2026-11-27T16:40:00Z",
    "reason": "The photos show the inside of a factory.",
}
SET: dict[str, Any] = {
    "id": "m-0123456789abcdef",
    "manifest_sha256": "5c1e0d6f0b3d6b1d8d6b1f2e3a4b5c6d7e8f90112233445566778899aabbccdd",
    "rows": 1125,
    "items": 160,
    "gold_rows": 90,
    "gold_items": 12,
    "created_by": "u-0f1e2d3c4b5a69788796a5b4c3d2e1f0",
    "created_at": "2026-11-27T10:20:00Z",
    "releases": ["r-0123456789abcdef"],
    "withdrawn": [WITHDRAWN],
    "groups": [{"product": "tornavik-6204", "label": "genuine", "part": "train", "items": 160, "photos": 1125}],
    "lacks": [
        {
            "reason": "no_sheet",
            "product": "tornavik-6205",
            "items": 1,
            "entries": ["w-0f1e2d3c4b5a69788796a5b4c3d2e1f0"],
        }
    ],
}
GOLD: dict[str, Any] = {
    "entry": "w-0f1e2d3c4b5a69788796a5b4c3d2e1f0",
    "proposed_by": "u-0f1e2d3c4b5a69788796a5b4c3d2e1f0",
    "proposed_at": "2026-11-27T10:20:00Z",
    "confirmed_by": None,
    "confirmed_at": None,
}
EXAMPLES: dict[str, Any] = {
    "DataSetOut": SET,
    "DataSetsOut": {"datasets": [SET], "after": None},
    "DataSetItemsOut": {
        "items": [
            {
                "entry": "w-0f1e2d3c4b5a69788796a5b4c3d2e1f0",
                "item": "tornavik-ab/carton-17",
                "product": "tornavik-6204",
                "part": "train",
                "withdrawn": False,
            }
        ],
        "after": None,
    },
    "FreezeOut": {"job": "j-0f1e2d3c4b5a69788796a5b4c3d2e1f0"},
    "GoldCandidatesOut": {
        "candidates": [
            {
                "entry": "w-0f1e2d3c4b5a69788796a5b4c3d2e1f0",
                "product": "tornavik-6204",
                "label": "genuine",
                "item": "carton-17",
                "right_holder": "Tornavik AB",
                "pictures": ["/v1/review/entries/w-0f1e2d3c4b5a69788796a5b4c3d2e1f0/photos/0.jpg"],
            }
        ],
        "after": None,
    },
    "GoldItemIn": {"entry": "w-0f1e2d3c4b5a69788796a5b4c3d2e1f0"},
    "GoldItemOut": GOLD,
    "GoldSetOut": {"version": "0123456789abcdef", "items": [GOLD], "after": None},
}


class WithdrawnOut(BaseModel):
    """An item of a data set that its right holder has withdrawn since, or that is no longer accepted."""

    entry: str = Field(description="The id of its entry in the review queue.")
    product: str
    right_holder: str = Field(description="The name of the right holder that attested its label.")
    part: Part = Field(description="What it is for in the data set.")
    item: str = Field(description="What it is called where it was handed in.")
    source: str = Field(description="The id of the contribution or confirmation with which it was handed in.")
    withdrawn_at: datetime | None = Field(description="Null if it was not withdrawn, but is no longer accepted.")
    reason: str = Field(description="Why its right holder withdrew it, in its own words.")


class DataSetGroupOut(BaseModel):
    """The items of a data set that have the same product, label and use."""

    product: str
    label: Label
    part: Part
    items: int
    photos: int = Field(description="The rows of all of them.")


class DataSetLackOut(BaseModel):
    """Accepted items of a product that a data set lacks for the same reason."""

    reason: LeftOut = Field(
        description="`no_sheet`: the product has no published sheet. `gold`: the gold set has the same item or photo. "
        "`duplicate`: other items have the same photos."
    )
    product: str
    items: int
    entries: list[str] = Field(description="The ids of the first of them in the review queue.")


class DataSetOut(BaseModel):
    """One frozen data set."""

    id: str = Field(description="Derived from its files; the name of its folder.")
    manifest_sha256: str = Field(description="Of its manifest, by which a release names what it was fitted with.")
    rows: int = Field(description="Of its manifest, one for each photo.")
    items: int
    gold_rows: int = Field(description="Of its gold manifest; 0 without one.")
    gold_items: int
    created_by: str = Field(description="The id of the person; `command-line` if a command froze it.")
    created_at: datetime
    releases: list[str] = Field(description="The ids of the releases that were fitted with this exact manifest.")
    withdrawn: list[WithdrawnOut] = Field(description="Its items that right holders have withdrawn since.")
    groups: list[DataSetGroupOut] | None = Field(
        description="What it holds by product, label and use; null if an earlier version froze it."
    )
    lacks: list[DataSetLackOut] | None = Field(
        description="The accepted items that it lacked when it was last frozen; null if an earlier version froze it."
    )


class DataSetsOut(PageOut):
    """Some data sets, the latest first."""

    datasets: list[DataSetOut]


class DataSetItemOut(BaseModel):
    """An item of a data set."""

    entry: str = Field(description="The id of its entry in the review queue.")
    item: str = Field(description="Its name in the manifest.")
    product: str
    part: Part = Field(description="What it is for in the data set.")
    withdrawn: bool = Field(description="Whether its right holder has withdrawn it since.")


class DataSetItemsOut(PageOut):
    """Some items of a data set, in the order of their entries."""

    items: list[DataSetItemOut]


class FreezeOut(BaseModel):
    """The job that freezes a data set."""

    job: str = Field(description="Its id. When it is done, its result names the data set.")


class GoldItemIn(BaseModel):
    """An item for the gold set."""

    model_config = ConfigDict(extra="forbid")

    entry: str = Field(pattern=ENTRY_PATTERN, description="The id of its entry in the review queue.")


class GoldItemOut(BaseModel):
    """An item of the gold set, or one that is proposed for it."""

    entry: str
    proposed_by: str
    proposed_at: datetime
    confirmed_by: str | None = Field(description="The id of the second person; null while it is proposed.")
    confirmed_at: datetime | None


class GoldCandidateOut(BaseModel):
    """An accepted item that may be proposed for the gold set."""

    entry: str = Field(description="The id of its entry in the review queue.")
    product: str
    label: Label = Field(description="The label that counts.")
    item: str
    right_holder: str = Field(description="The name of the right holder that attested its label.")
    pictures: list[str] = Field(description="The addresses of its photos, upright, of moderate size, as JPEG.")


class GoldCandidatesOut(PageOut):
    """Some items that may be proposed for the gold set."""

    candidates: list[GoldCandidateOut]


class GoldSetOut(PageOut):
    """Some items of the gold set."""

    version: str = Field(description="Changes with every item that is confirmed or removed.")
    items: list[GoldItemOut]


def set_out(shown: ShownSet, names: Mapping[str, str]) -> DataSetOut:
    """A data set as JSON; names: of right holders, by id."""
    frozen = shown.frozen
    withdrawn = [
        WithdrawnOut(
            entry=each.entry_id,
            product=each.product_id,
            right_holder=names[each.right_holder_id],
            part=each.part,
            item=each.item,
            source=each.source_id,
            withdrawn_at=each.withdrawn_at,
            reason=each.reason,
        )
        for each in shown.withdrawn
    ]
    return DataSetOut(
        id=frozen.id,
        manifest_sha256=frozen.manifest_sha256,
        **frozen.counts._asdict(),
        created_by=frozen.created_by,
        created_at=frozen.created_at,
        releases=list(shown.releases),
        withdrawn=withdrawn,
        groups=_groups_out(frozen.summary) if frozen.summary else None,
        lacks=_lacks_out(frozen.summary) if frozen.summary else None,
    )


def _groups_out(summary: DataSetSummary) -> list[DataSetGroupOut]:
    return [DataSetGroupOut(**group._asdict()) for group in summary.groups]


def _lacks_out(summary: DataSetSummary) -> list[DataSetLackOut]:
    return [DataSetLackOut(**{**lack._asdict(), "entries": list(lack.entries)}) for lack in summary.lacks]


def item_out(item: FrozenItem, entry: Entry) -> DataSetItemOut:
    """An item of a data set as JSON."""
    return DataSetItemOut(
        entry=item.entry_id,
        item=item.item,
        product=entry.product_id,
        part=item.part,
        withdrawn=entry.standing is Standing.WITHDRAWN,
    )


def candidate_out(entry: Entry, names: Mapping[str, str]) -> GoldCandidateOut:
    """An item that may be proposed as JSON; names: of right holders, by id."""
    return GoldCandidateOut(
        entry=entry.id,
        product=entry.product_id,
        label=entry.agreed_label,
        item=entry.item,
        right_holder=names[entry.right_holder_id],
        pictures=pictures_of(entry),
    )


def gold_out(item: GoldEntry) -> GoldItemOut:
    """An item of the gold set as JSON."""
    return GoldItemOut(
        entry=item.entry_id,
        proposed_by=item.proposed_by,
        proposed_at=item.proposed_at,
        confirmed_by=item.confirmed_by,
        confirmed_at=item.confirmed_at,
    )
