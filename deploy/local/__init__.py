"""The one-machine run: processes, an embedded NATS, SQLite, a sink for mail and SMS, a demonstration workspace."""
