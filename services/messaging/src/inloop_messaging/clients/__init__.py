"""Whom we call: projects, the blob store, the scanner."""
