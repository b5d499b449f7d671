"""The first schema."""

import sqlalchemy as sa
from alembic import op

from inloop_kit.database import Id, Instant
from inloop_kit.migrations import create_kit_tables, drop_kit_tables

revision = "0001"
down_revision = None


def upgrade() -> None:
    create_kit_tables(op)
    op.create_table(
        "content_keys",
        sa.Column("content_id", Id, nullable=False),
        sa.Column("conversation_id", Id, nullable=False),
        sa.Column("workspace_id", Id, nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("content_id", name=op.f("pk_content_keys")),
    )
    op.create_index(op.f("ix_content_keys_conversation_id"), "content_keys", ["conversation_id"], unique=False)
    op.create_table(
        "conversation_keys",
        sa.Column("conversation_id", Id, nullable=False),
        sa.Column("workspace_id", Id, nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("kek_version", sa.Integer(), nullable=False),
        sa.Column("made_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("conversation_id", name=op.f("pk_conversation_keys")),
    )
    op.create_index(op.f("ix_conversation_keys_kek_version"), "conversation_keys", ["kek_version"], unique=False)
    op.create_table(
        "conversations",
        sa.Column("id", Id, nullable=False),
        sa.Column("workspace_id", Id, nullable=False),
        sa.Column("project_id", Id, nullable=False),
        sa.Column("client_id", Id, nullable=False),
        sa.Column("sealed_topic", sa.LargeBinary(), nullable=False),
        sa.Column("started_by_account_id", Id, nullable=False),
        sa.Column("started_at", Instant, nullable=False),
        sa.Column("last_message_at", Instant, nullable=True),
        sa.Column("message_count", sa.Integer(), nullable=False),
        sa.Column("waiting_message_id", Id, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversations")),
    )
    op.create_index(
        op.f("ix_conversations_project_id_conversations_client_id"),
        "conversations",
        ["project_id", "client_id"],
        unique=False,
    )
    op.create_table(
        "messages",
        sa.Column("id", Id, nullable=False),
        sa.Column("workspace_id", Id, nullable=False),
        sa.Column("conversation_id", Id, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("author_account_id", Id, nullable=False),
        sa.Column("from_staff", sa.Boolean(), nullable=False),
        sa.Column("sealed_body", sa.LargeBinary(), nullable=False),
        sa.Column("posted_at", Instant, nullable=False),
        sa.Column("answered_at", Instant, nullable=True),
        sa.Column("answered_by_message_id", Id, nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_messages_conversation_id_conversations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
        sa.UniqueConstraint("conversation_id", "number", name=op.f("uq_messages_conversation_id_number")),
    )
    op.create_table(
        "read_marks",
        sa.Column("conversation_id", Id, nullable=False),
        sa.Column("account_id", Id, nullable=False),
        sa.Column("workspace_id", Id, nullable=False),
        sa.Column("last_read_number", sa.Integer(), nullable=False),
        sa.Column("read_at", Instant, nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_read_marks_conversation_id_conversations")
        ),
        sa.PrimaryKeyConstraint("conversation_id", "account_id", name=op.f("pk_read_marks")),
    )
    op.create_table(
        "staff_notes",
        sa.Column("id", Id, nullable=False),
        sa.Column("workspace_id", Id, nullable=False),
        sa.Column("conversation_id", Id, nullable=False),
        sa.Column("author_account_id", Id, nullable=False),
        sa.Column("sealed_body", sa.LargeBinary(), nullable=False),
        sa.Column("written_at", Instant, nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_staff_notes_conversation_id_conversations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_notes")),
    )
    op.create_index(op.f("ix_staff_notes_conversation_id"), "staff_notes", ["conversation_id"], unique=False)
    op.create_table(
        "attachments",
        sa.Column("id", Id, nullable=False),
        sa.Column("workspace_id", Id, nullable=False),
        sa.Column("conversation_id", Id, nullable=False),
        sa.Column("uploader_account_id", Id, nullable=False),
        sa.Column("message_id", Id, nullable=True),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("sealed_facts", sa.LargeBinary(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("offset_bytes", sa.BigInteger(), nullable=False),
        sa.Column("part_count", sa.Integer(), nullable=False),
        sa.Column("state", sa.SmallInteger(), nullable=False),
        sa.Column("begun_at", Instant, nullable=False),
        sa.Column("due_at", Instant, nullable=True),
        sa.Column("claim_no", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_attachments_conversation_id_conversations")
        ),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_attachments_message_id_messages")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
    )
    op.create_index(op.f("ix_attachments_begun_at"), "attachments", ["begun_at"], unique=False)
    op.create_index(op.f("ix_attachments_conversation_id"), "attachments", ["conversation_id"], unique=False)
    op.create_index(op.f("ix_attachments_due_at"), "attachments", ["due_at"], unique=False)
    op.create_index(op.f("ix_attachments_message_id"), "attachments", ["message_id"], unique=False)
    op.create_table(
        "attachment_parts",
        sa.Column("attachment_id", Id, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("workspace_id", Id, nullable=False),
        sa.Column("offset_bytes", sa.BigInteger(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("sealed_proof", sa.LargeBinary(), nullable=False),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["attachment_id"], ["attachments.id"], name=op.f("fk_attachment_parts_attachment_id_attachments")
        ),
        sa.PrimaryKeyConstraint("attachment_id", "number", name=op.f("pk_attachment_parts")),
        sa.UniqueConstraint(
            "attachment_id", "offset_bytes", name=op.f("uq_attachment_parts_attachment_id_offset_bytes")
        ),
    )


def downgrade() -> None:
    op.drop_table("attachment_parts")
    op.drop_table("attachments")
    op.drop_table("staff_notes")
    op.drop_table("read_marks")
    op.drop_table("messages")
    op.drop_table("conversations")
    op.drop_table("conversation_keys")
    op.drop_table("content_keys")
    drop_kit_tables(op)
