"""`python -m inloop_reports serve | work | migrate | check`."""

from inloop_kit import process
from inloop_reports.app import commands

if __name__ == "__main__":
    raise SystemExit(process.main("reports", commands()))
