"""Trials of releases, and releases in the shadow of the active one."""

import sqlalchemy as sa
from alembic import op

from serve.platform import tenancy

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

ID, RELEASE, PERSON, RESULT = sa.String(34), sa.String(32), sa.String(64), sa.String(32)
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables, which the operator alone sees."""
    op.create_table(
        "trials",
        sa.Column("id", ID, nullable=False),
        sa.Column("release_id", RELEASE, nullable=False),
        sa.Column("against", RELEASE, nullable=False),
        sa.Column("gold", sa.String(64), nullable=False),
        sa.Column("created_by", PERSON, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("finished_at", MOMENT),
        sa.Column("influence", sa.Text()),
        sa.Column("overridden_by", PERSON),
        sa.Column("overridden_at", MOMENT),
        sa.Column("reason", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_trials"),
        sa.ForeignKeyConstraint(["release_id"], ["releases.id"], name="fk_trials_release_id_releases"),
        sa.ForeignKeyConstraint(["against"], ["releases.id"], name="fk_trials_against_releases"),
    )
    op.create_index("ix_trials_release_id", "trials", ["release_id", "created_at"])
    op.create_table(
        "trial_items",
        sa.Column("trial_id", ID, nullable=False),
        sa.Column("item", sa.String(64), nullable=False),
        sa.Column("product", sa.String(64), nullable=False),
        sa.Column("is_counterfeit", sa.Boolean(), nullable=False),
        sa.Column("before", RESULT, nullable=False),
        sa.Column("after", RESULT, nullable=False),
        sa.PrimaryKeyConstraint("trial_id", "item", name="pk_trial_items"),
        sa.ForeignKeyConstraint(["trial_id"], ["trials.id"], name="fk_trial_items_trial_id_trials"),
    )
    op.create_table(
        "shadows",
        sa.Column("id", ID, nullable=False),
        sa.Column("release_id", RELEASE, nullable=False),
        sa.Column("started_by", PERSON, nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("until", MOMENT),
        sa.Column("ended_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_shadows"),
        sa.ForeignKeyConstraint(["release_id"], ["releases.id"], name="fk_shadows_release_id_releases"),
    )
    op.create_index("ix_shadows_release_id", "shadows", ["release_id", "started_at"])
    op.create_table(
        "shadow_verdicts",
        sa.Column("shadow_id", ID, nullable=False),
        sa.Column("examination_id", ID, nullable=False),
        sa.Column("product", sa.String(64), nullable=False),
        sa.Column("given", RESULT, nullable=False),
        sa.Column("shadow", RESULT, nullable=False),
        sa.PrimaryKeyConstraint("shadow_id", "examination_id", name="pk_shadow_verdicts"),
        sa.ForeignKeyConstraint(["shadow_id"], ["shadows.id"], name="fk_shadow_verdicts_shadow_id_shadows"),
    )
    op.create_index("ix_shadow_verdicts_examination_id", "shadow_verdicts", ["examination_id"])
    if op.get_bind().dialect.name == "postgresql":
        for table in ("trials", "trial_items", "shadows", "shadow_verdicts"):
            for statement in tenancy.policy(table, tenancy.IS_OPERATOR):
                op.execute(statement)
