"""Product sheets of right holders, with their versions and reference pictures."""

import sqlalchemy as sa
from alembic import op

from serve.platform import tenancy

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

ID, MOMENT = sa.String(34), sa.DateTime(timezone=True)
WAS_PUBLISHED = sa.text("turn IS NOT NULL")
OF_HOLDER = f"right_holder_id = {tenancy.OWN_ORGANISATION}"
POLICIES = {
    "product_sheets": f"{OF_HOLDER} OR {tenancy.IS_OPERATOR}",
    "sheet_versions": OF_HOLDER,
    "sheet_pictures": OF_HOLDER,
}


def upgrade() -> None:
    """Create the tables. The operator sees which sheets there are, their right holder what they say."""
    op.create_table(
        "product_sheets",
        sa.Column("id", ID, nullable=False),
        sa.Column("right_holder_id", ID, nullable=False),
        sa.Column("product_id", sa.String(190), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("latest", sa.Integer(), nullable=False),
        sa.Column("published", sa.Integer()),
        sa.Column("turn", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name="pk_product_sheets"),
        sa.UniqueConstraint("turn", name="uq_product_sheets_turn"),
        sa.ForeignKeyConstraint(
            ["right_holder_id"], ["organisations.id"], name="fk_product_sheets_right_holder_id_organisations"
        ),
    )
    op.create_index(
        "ix_product_sheets_right_holder_id", "product_sheets", ["right_holder_id", "product_id"], unique=True
    )
    op.create_index(
        "ix_product_sheets_claimed",
        "product_sheets",
        ["product_id"],
        unique=True,
        sqlite_where=WAS_PUBLISHED,
        postgresql_where=WAS_PUBLISHED,
    )
    _versions()
    _pictures()
    if op.get_bind().dialect.name == "postgresql":
        for table, rows in POLICIES.items():
            for statement in tenancy.policy(table, rows):
                op.execute(statement)


def _versions() -> None:
    op.create_table(
        "sheet_versions",
        sa.Column("sheet_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("right_holder_id", ID, nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("saved_by", ID, nullable=False),
        sa.Column("saved_at", MOMENT, nullable=False),
        sa.Column("published_by", ID),
        sa.Column("published_at", MOMENT),
        sa.PrimaryKeyConstraint("sheet_id", "number", name="pk_sheet_versions"),
        *_refers("sheet_versions", "saved_by", "published_by"),
    )


def _pictures() -> None:
    op.create_table(
        "sheet_pictures",
        sa.Column("sheet_id", ID, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("right_holder_id", ID, nullable=False),
        sa.Column("view", sa.String(190), nullable=False),
        sa.Column("media_type", sa.String(64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("added_by", ID, nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("sheet_id", "sha256", name="pk_sheet_pictures"),
        *_refers("sheet_pictures", "added_by"),
    )


def _refers(table: str, *people: str) -> list[sa.ForeignKeyConstraint]:
    links = {"sheet_id": "product_sheets", "right_holder_id": "organisations", **dict.fromkeys(people, "people")}
    return [
        sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{table}_{column}_{target}")
        for column, target in links.items()
    ]
