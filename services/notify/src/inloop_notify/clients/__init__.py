"""Whom we call: projects, messaging, gateway, the mail server."""
