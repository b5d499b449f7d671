"""The HTTP edge in front of Flask, and what the live application shares with it."""
