"""Workspaces, clients, contacts, grants."""
