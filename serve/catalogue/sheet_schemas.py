"""A product sheet in bodies of the API: the keys of its file, all optional, so that a draft may be incomplete."""

from typing import Annotated, Any

from pydantic import Field

from serve.accounts.schemas import Body
from serve.catalogue.domain import LONGEST_ID

Number = Annotated[float, Field(allow_inf_nan=False)]
Texts = Annotated[dict[str, str], Field(description="Language tag to text.")]
LONGEST_TEXT, MOST = 4000, 200
Text = Annotated[str, Field(max_length=LONGEST_TEXT)]
RegionNumbers = Annotated[
    list[Number],
    Field(max_length=4, description="x, y, width, height on the upright reference picture of the view, as fractions."),
]
Reference = Annotated[str, Field(max_length=64, description="The sha256 of a reference picture.")]
Visibility = Annotated[str, Field(max_length=16, description="`public`, `officer` (the default) or `holder`.")]
Id = Annotated[str, Field(max_length=LONGEST_ID)]


class ViewBody(Body):
    """One shot of the shot list."""

    id: Id | None = None
    title: Texts | None = None
    required: bool | None = None


class PointBody(Body):
    """One identification point."""

    id: Id | None = None
    view: Id | None = None
    title: Texts | None = None
    genuine: Texts | None = None
    counterfeit: Texts | None = None
    region: RegionNumbers | None = None
    reference: Reference | None = None
    visibility: Visibility | None = None
    replaceable: bool | None = None


class MarkedTextBody(Body):
    """One line of print that is the same on genuine items, or follows a pattern."""

    id: Id | None = None
    view: Id | None = None
    region: RegionNumbers | None = None
    kind: str | None = Field(default=None, max_length=16, description="`serial`, `lot`, `date` or `fixed`.")
    expected: Text | None = None
    pattern: Text | None = None
    script: str | None = Field(default=None, max_length=8, description="ISO 15924, such as `Latn` or `Jpan`.")
    visibility: Visibility | None = None
    reference: Reference | None = None


class RightBody(Body):
    """A right that protects the product."""

    kind: str | None = Field(default=None, max_length=40)
    number: Text | None = None
    territory: Text | None = None
    recordation: Text | None = Field(default=None, description="Its number at customs.")
    expires: str | None = Field(default=None, max_length=40, description="A day.")
    owner: Text | None = None


class PartyBody(Body):
    """A known maker or trader of genuine goods."""

    name: Text | None = None
    country: str | None = Field(default=None, max_length=40, description="ISO 3166-1, two letters.")
    note: Text | None = None


class RouteBody(Body):
    """A way that goods take."""

    origin: Text | None = None
    destination: Text | None = None
    via: list[Text] | None = None
    note: Text | None = None


class ContactBody(Body):
    """Who answers questions of officers."""

    name: Text | None = None
    role: Text | None = None
    phone: Text | None = None
    mail: Text | None = None
    hours: Text | None = None
    time_zone: str | None = Field(default=None, max_length=64, description="Of the IANA database.")
    languages: list[str] | None = None


class PriceBody(Body):
    """What a genuine one costs in a shop."""

    amount: str | None = Field(default=None, max_length=40, description="Digits, such as `129.00`.")
    currency: str | None = Field(default=None, max_length=40, description="ISO 4217, three letters.")


class SheetBody(Body):
    """A product sheet. `missing` of the answer says what a sheet needs before it can be published."""

    id: Id | None = Field(default=None, description="The id of the product; it does not change.")
    right_holder: str | None = Field(
        default=None, max_length=120, description="The name of your organisation; may be left out."
    )
    name: Texts | None = None
    category: Text | None = None
    gtin: list[str] | None = Field(default=None, max_length=MOST)
    serial_pattern: Text | None = Field(default=None, description="A regular expression (RE2).")
    views: list[ViewBody] | None = Field(default=None, max_length=MOST)
    points: list[PointBody] | None = Field(default=None, max_length=MOST)
    texts: list[MarkedTextBody] | None = Field(default=None, max_length=MOST)
    rights: list[RightBody] | None = Field(default=None, max_length=MOST)
    makers: list[PartyBody] | None = Field(default=None, max_length=MOST)
    traders: list[PartyBody] | None = Field(default=None, max_length=MOST)
    made_in: list[str] | None = Field(default=None, max_length=MOST, description="ISO 3166-1, two letters each.")
    routes: list[RouteBody] | None = Field(default=None, max_length=MOST, description="Of genuine goods.")
    violation_routes: list[RouteBody] | None = Field(
        default=None, max_length=MOST, description="On which counterfeits were found."
    )
    packaging: Texts | None = None
    contacts: list[ContactBody] | None = Field(default=None, max_length=MOST)
    handling_mark: Text | None = Field(default=None, description="Such as: For official use only.")
    retail_price: PriceBody | None = None

    @property
    def document(self) -> dict[str, Any]:
        """The plain values that were given."""
        return self.model_dump(exclude_none=True)
