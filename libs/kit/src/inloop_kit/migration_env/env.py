"""The Alembic environment of every service; `inloop_kit.migrations` hands it the connection and the metadata."""

from alembic import context

options = context.config.attributes
context.configure(
    connection=options["connection"],
    target_metadata=options.get("metadata"),
    render_as_batch=options["connection"].dialect.name == "sqlite",
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
