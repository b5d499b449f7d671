"""`python -m inloop_gateway serve | live | work | migrate | check`."""

from inloop_gateway.app import commands
from inloop_kit import process

if __name__ == "__main__":
    raise SystemExit(process.main("gateway", commands()))
