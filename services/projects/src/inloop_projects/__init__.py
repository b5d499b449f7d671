"""Workspaces, clients, grants, plans, changes, hiccups, money."""
