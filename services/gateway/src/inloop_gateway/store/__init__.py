"""What we remember: accounts, sessions, invitations, resets, attempts."""
