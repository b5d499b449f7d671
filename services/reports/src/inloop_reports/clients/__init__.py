"""Whom we call: projects and messaging as the reader, the file store, the printer of pages."""
