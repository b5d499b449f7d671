"""`python -m inloop_notify serve | work | migrate | check`."""

from inloop_kit import process
from inloop_notify.app import commands

if __name__ == "__main__":
    raise SystemExit(process.main("notify", commands()))
