"""The tables of trials. They belong to the operator: no other organisation sees a row."""

from sqlalchemy import Boolean, Column, DateTime, ForeignKey, Index, String, Table, Text

from serve.platform.database import metadata
from serve.releases.tables import OF_OPERATOR, releases

trials = Table(
    "trials",
    metadata,
    Column("id", String(34), primary_key=True),
    Column("release_id", ForeignKey(releases.c.id), nullable=False),
    Column("against", ForeignKey(releases.c.id), nullable=False),
    Column("gold", String(64), nullable=False),
    Column("created_by", String(64), nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("finished_at", DateTime(timezone=True)),
    Column("influence", Text),
    Column("overridden_by", String(64)),
    Column("overridden_at", DateTime(timezone=True)),
    Column("reason", Text),
    Column("failed_at", DateTime(timezone=True)),  # unknown of earlier ones, and with it the next one
    Column("failure", Text),  # JSON
    Column("known", Text),  # JSON; unknown of earlier ones
    Index("ix_trials_release_id", "release_id", "created_at"),
    info=OF_OPERATOR,
)
trial_items = Table(
    "trial_items",
    metadata,
    Column("trial_id", ForeignKey(trials.c.id), primary_key=True),
    Column("item", String(64), primary_key=True),
    Column("product", String(64), nullable=False),
    Column("is_counterfeit", Boolean, nullable=False),
    Column("before", String(32), nullable=False),
    Column("after", String(32), nullable=False),
    info=OF_OPERATOR,
)
shadows = Table(
    "shadows",
    metadata,
    Column("id", String(34), primary_key=True),
    Column("release_id", ForeignKey(releases.c.id), nullable=False),
    Column("started_by", String(64), nullable=False),
    Column("started_at", DateTime(timezone=True), nullable=False),
    Column("until", DateTime(timezone=True)),
    Column("ended_at", DateTime(timezone=True)),
    Index("ix_shadows_release_id", "release_id", "started_at"),
    info=OF_OPERATOR,
)
shadow_verdicts = Table(
    "shadow_verdicts",
    metadata,
    Column("shadow_id", ForeignKey(shadows.c.id), primary_key=True),
    # No foreign key: retention removes both in one transaction, and a restored database may be read table by table.
    Column("examination_id", String(34), primary_key=True),
    Column("product", String(64), nullable=False),
    Column("given", String(32), nullable=False),
    Column("shadow", String(32), nullable=False),
    Column("recognised", String(64)),  # unknown of earlier ones
    Index("ix_shadow_verdicts_examination_id", "examination_id"),
    info=OF_OPERATOR,
)
