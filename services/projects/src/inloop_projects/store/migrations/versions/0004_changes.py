"""Changes are drafted, estimated, offered in several ways; every step and what was signed is kept."""

import sqlalchemy as sa
from alembic import op

from inloop_kit.database import Json

revision = "0004"
down_revision = "0003"

ADDED = (
    ("alternatives", Json),
    ("chosen", sa.Integer()),
    ("becomes_promise", sa.Boolean()),
    ("is_staffs", sa.Boolean()),
    ("steps", Json),
    ("signed_fallout", sa.LargeBinary()),
    ("signed_level", sa.Integer()),
)
"""All without a value at first, so that processes of the version before can go on writing."""


def upgrade() -> None:
    for name, kind in ADDED:
        op.add_column("changes", sa.Column(name, kind, nullable=True))
    op.create_index(op.f("ix_changes_state_changes_expires_on"), "changes", ["state", "expires_on"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_changes_state_changes_expires_on"), table_name="changes")
    for name, _ in reversed(ADDED):
        op.drop_column("changes", name)
