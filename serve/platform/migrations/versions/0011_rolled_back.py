"""The state of a release that was rolled back in snake_case, like every other value of the API."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Rename the state."""
    op.execute("UPDATE releases SET state = 'rolled_back' WHERE state = 'rolled-back'")
