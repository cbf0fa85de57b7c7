"""Bodies of the JSON API of results over seminars."""

from datetime import date

from pydantic import BaseModel, Field

from serve.results.measure_schemas import CallsOut, PartCallsOut, calls_out, parts_out, rounded
from serve.results.service import ResultsOverview
from serve.results.totals_domain import GroupLine, ProductLine, SeminarTotals


class ResultGroupOut(BaseModel):
    """Several seminars together."""

    name: str = Field(description="A country's code, or a year; empty for all.")
    seminars: int = Field(description="With figures.")
    seats: int
    calls: CallsOut
    gain: float | None = Field(description="Of the share of right answers from pre-test to post-test, of a seat.")
    gain_seats: int = Field(description="How many seats took both tests, in sittings where at least 5 did.")


class SeminarResultLineOut(BaseModel):
    """One seminar in the list."""

    seminar: str
    title: str = Field(description="Empty once the seminar was removed.")
    removed: bool = Field(description="Whether the seminar was removed, and only its totals are left.")
    country: str
    day: date
    seats: int = Field(description="Which gave answers that count.")
    small_seats: int = Field(description="Which answered in sittings that are left out, as they have fewer than 5.")
    calls: CallsOut
    parts: list[PartCallsOut]
    gain: float | None = Field(description="As for groups. Null where fewer than 5 seats took both tests.")
    gain_seats: int


class ProductTotalOut(CallsOut):
    """The answers about a product in several seminars."""

    product: str
    seminars: int


class ResultsOverviewOut(BaseModel):
    """Results over seminars."""

    total: ResultGroupOut
    countries: list[ResultGroupOut]
    years: list[ResultGroupOut]
    products: list[ProductTotalOut] = Field(description="Those with most answers first.")
    seminars: list[SeminarResultLineOut] = Field(description="Those with answers, the latest first.")


def overview_out(read: ResultsOverview) -> ResultsOverviewOut:
    """Results over seminars."""
    return ResultsOverviewOut(
        total=_group(read.total),
        countries=[_group(each) for each in read.countries],
        years=[_group(each) for each in read.years],
        products=[_product(each) for each in read.products],
        seminars=[_line(each) for each in read.seminars],
    )


def _group(group: GroupLine) -> ResultGroupOut:
    return ResultGroupOut(
        name=group.name,
        seminars=group.seminars,
        seats=group.seats,
        calls=CallsOut(**calls_out(group.calls)),
        gain=rounded(group.gain.mean),
        gain_seats=group.gain.seats,
    )


def _product(each: ProductLine) -> ProductTotalOut:
    return ProductTotalOut(product=each.product_id, seminars=each.seminars, **calls_out(each.calls))


def _line(line: SeminarTotals) -> SeminarResultLineOut:
    return SeminarResultLineOut(
        seminar=line.id,
        title=line.about.title,
        removed=line.is_removed,
        country=line.about.country,
        day=line.about.day,
        seats=line.seats,
        small_seats=line.small_seats,
        calls=CallsOut(**calls_out(line.calls)),
        parts=parts_out(line.by_kind),
        gain=rounded(line.gain.mean),
        gain_seats=line.gain.seats,
    )
