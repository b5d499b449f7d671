"""The Alembic environment that every service shares."""
