"""`python -m inloop_messaging serve | work | migrate | check`."""

from inloop_kit import process
from inloop_messaging.app import commands

if __name__ == "__main__":
    raise SystemExit(process.main("messaging", commands()))
