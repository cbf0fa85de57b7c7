"""Jobs: long work that use cases ask for, and that the service does afterwards."""

import sqlalchemy as sa
from alembic import op

from serve.platform import tenancy

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

ID, MOMENT = sa.String(34), sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the table. A job is seen by its person's organisation."""
    op.create_table(
        "jobs",
        sa.Column("id", ID, nullable=False),
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("about", sa.String(190), nullable=False),
        sa.Column("arguments", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("is_cancelled", sa.Boolean(), nullable=False),
        sa.Column("claim", sa.String(32)),
        sa.Column("run_since", MOMENT),
        sa.Column("run_until", MOMENT),
        sa.Column("done_before", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(16)),
        sa.Column("ended_at", MOMENT),
        sa.Column("reason", sa.Text()),
        sa.Column("result", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_jobs"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_jobs_organisation_id_organisations"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_jobs_person_id_people"),
    )
    op.create_index("ix_jobs_open", "jobs", ["state", "created_at", "id"])
    op.create_index("ix_jobs_person_id", "jobs", ["person_id", "created_at", "id"])
    if op.get_bind().dialect.name == "postgresql":
        for statement in tenancy.policy("jobs", f"organisation_id = {tenancy.OWN_ORGANISATION}"):
            op.execute(statement)
