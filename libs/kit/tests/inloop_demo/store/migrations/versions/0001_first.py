"""The first schema."""

import sqlalchemy as sa
from alembic import op

from inloop_kit.database import Id, Instant, Json
from inloop_kit.migrations import create_kit_tables, drop_kit_tables
from inloop_kit.work import create_due_index, due_columns

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Kit tables, notes, effects."""
    create_kit_tables(op)
    op.create_table(
        "notes",
        sa.Column("id", Id, nullable=False),
        sa.Column("text", sa.String(200), nullable=False),
        sa.Column("written_at", Instant, nullable=False),
        sa.Column("facts", Json, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_notes"),
    )
    op.create_table(
        "chores",
        sa.Column("id", Id, nullable=False),
        *due_columns(),
        sa.PrimaryKeyConstraint("id", name="pk_chores"),
    )
    create_due_index(op, "chores")
    op.create_table(
        "effects",
        sa.Column("seq", sa.Integer, nullable=False, autoincrement=True),
        sa.Column("note_id", sa.String(36), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_effects"),
    )


def downgrade() -> None:
    """Back to nothing."""
    op.drop_table("effects")
    op.drop_table("chores")
    op.drop_table("notes")
    drop_kit_tables(op)
