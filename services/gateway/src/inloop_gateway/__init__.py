"""The HTTP edge, accounts, sessions, invitations, the live stream."""
