"""A wait is for one client of the project."""

import sqlalchemy as sa
from alembic import op

from inloop_kit.database import Id

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.add_column("waits", sa.Column("client_id", Id, nullable=True))


def downgrade() -> None:
    op.drop_column("waits", "client_id")
