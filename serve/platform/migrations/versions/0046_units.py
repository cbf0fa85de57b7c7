"""Units of cases, and cases found by place."""

import unicodedata
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LONGEST_TERM = 200
CASES = sa.table(
    "cases",
    sa.column("id", sa.String(34)),
    sa.column("organisation_id", sa.String(34)),
    sa.column("place", sa.String(100)),
    sa.column("terms", sa.Text()),
    sa.column("opened_at", sa.DateTime(timezone=True)),
)
TERMS = sa.table(
    "case_terms",
    sa.column("organisation_id", sa.String(34)),
    sa.column("term", sa.String(200)),
    sa.column("opened", sa.BigInteger()),
)


def upgrade() -> None:
    """Add the column and the indexes. Earlier cases have no unit; they get a term for their place."""
    op.add_column("cases", sa.Column("unit", sa.String(100), nullable=False, server_default=""))
    op.create_index("ix_cases_place", "cases", ["organisation_id", "place"])
    op.create_index("ix_cases_unit", "cases", ["organisation_id", "unit"])
    connection = op.get_bind()
    for row in connection.execute(sa.select(CASES).where(CASES.c.place != "")).all():
        term = _term(row.place)
        terms = {*row.terms.splitlines(), term}
        if term in row.terms.splitlines():
            continue
        here = CASES.c.id == row.id
        connection.execute(sa.update(CASES).where(here).values(terms="\n".join(sorted(terms))))
        opened = row.opened_at if row.opened_at.tzinfo else row.opened_at.replace(tzinfo=UTC)
        entry = {
            "organisation_id": row.organisation_id,
            "term": term,
            "opened": (opened - EPOCH) // timedelta(microseconds=1),
        }
        connection.execute(sa.insert(TERMS).values(entry))


def _term(place: str) -> str:
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", " ".join(place.split())).casefold())
    return f"place:{folded}"[:LONGEST_TERM]
