"""`python -m inloop_projects serve | work | migrate | check`, and `dates FILE`, which needs no service."""

import sys


def main() -> int:
    """Run what the command line asks for; the service is loaded only by the commands that are it."""
    if sys.argv[1:2] == ["dates"]:
        from inloop_projects.entry import dates_command

        return dates_command.main(sys.argv[2:])
    from inloop_kit import process
    from inloop_projects.app import commands

    return process.main("projects", commands())


if __name__ == "__main__":
    raise SystemExit(main())
