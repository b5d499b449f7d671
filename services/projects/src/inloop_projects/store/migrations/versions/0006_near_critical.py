"""The slack up to which rows of a plan are near-critical."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("projects", sa.Column("near_critical_slack_minutes", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("projects", "near_critical_slack_minutes")
