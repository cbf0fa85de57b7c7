"""The tables of seizures. Every row has the agency that owns it. Codes are text: their lists are data."""

from decimal import Decimal

from sqlalchemy import BigInteger, Boolean, Column, Date, DateTime, Dialect, ForeignKey, Integer, String, Table
from sqlalchemy.schema import UniqueConstraint
from sqlalchemy.types import TypeDecorator

from serve.accounts.tables import organisations, people
from serve.cases.tables import OF_AGENCY, cases, items
from serve.platform.database import metadata
from serve.seizures.domain import LONGEST_DESCRIPTION, LONGEST_LINE

ID = String(34)
CODE = String(LONGEST_LINE)
LINE = String(LONGEST_LINE)
SCALE = 4  # digits after the point


class DecimalText(TypeDecorator[str]):
    """A decimal number as text, kept in ten-thousandths: exact in both databases, and a sum is one of integers."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> int | None:
        """The text as an integer; None for an empty one."""
        del dialect
        return int(Decimal(value).scaleb(SCALE)) if value else None

    def process_result_value(self, value: int | None, dialect: Dialect) -> str:
        """The integer as text."""
        del dialect
        if value is None:
            return ""
        whole, fraction = divmod(value, 10**SCALE)
        kept = f"{fraction:0{SCALE}}".rstrip("0")
        return f"{whole}.{kept}" if kept else str(whole)


def _code(name: str) -> Column[str]:
    return Column(name, CODE, nullable=False)


def _line(name: str) -> Column[str]:
    return Column(name, LINE, nullable=False)


interceptions = Table(
    "interceptions",
    metadata,
    Column("case_id", ForeignKey(cases.c.id), primary_key=True),
    Column("organisation_id", ForeignKey(organisations.c.id), nullable=False),
    Column("found_on", Date),
    _line("authority"),
    _code("port"),
    _code("basis"),
    _code("direction"),
    _code("customs_procedure"),
    _code("declaration_kind"),
    _line("declaration_number"),
    Column("declaration_date", Date),
    _code("traffic"),
    _code("transport"),
    _line("container"),
    _line("waybill"),
    _code("detection"),
    _code("concealment"),
    _code("origin"),
    _code("provenance"),
    _code("transit"),
    _code("destination"),
    Column("changed_by", ForeignKey(people.c.id), nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
    info=OF_AGENCY,
)
goods_lines = Table(
    "goods_lines",
    metadata,
    Column("id", ID, primary_key=True),
    Column("organisation_id", ForeignKey(organisations.c.id), nullable=False),
    Column("case_id", ForeignKey(cases.c.id), nullable=False),
    Column("position", Integer, nullable=False),
    Column("item_id", ForeignKey(items.c.id)),
    _line("product"),
    Column("description", String(LONGEST_DESCRIPTION), nullable=False),
    _code("category"),
    _code("hs"),
    _code("kind"),
    Column("quantity", DecimalText),
    _code("unit"),
    Column("declared_value", DecimalText),
    Column("genuine_value", DecimalText),
    _code("currency"),
    _code("value_basis"),
    _line("batch"),
    _line("serial"),
    Column("health_risk", Boolean, nullable=False),
    Column("samples", Integer, nullable=False),
    Column("changed_by", ForeignKey(people.c.id), nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("case_id", "position", name="uq_goods_lines_position"),
    info=OF_AGENCY,
)
