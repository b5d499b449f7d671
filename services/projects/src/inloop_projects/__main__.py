"""`python -m inloop_projects serve | work | migrate | check`."""

from inloop_kit import process
from inloop_projects.app import commands

if __name__ == "__main__":
    raise SystemExit(process.main("projects", commands()))
