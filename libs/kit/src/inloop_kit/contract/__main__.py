"""The contract on the command line, for `make proto` and `make check`.

python -m inloop_kit.contract check             print every problem; exit 1 when there is one
python -m inloop_kit.contract lock FILE         write proto/access.lock
python -m inloop_kit.contract openapi FILE      write docs/openapi.yaml
python -m inloop_kit.contract docs FOLDER       write access.md and events.md
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from inloop_kit.contract import access_page, all_files, events_page, lock, openapi, problems


def main(arguments: list[str]) -> int:
    """Do what the first argument says; 0 when it was done, 1 when the contract has problems, 2 for a wrong call."""
    match arguments:
        case ["check"]:
            return check()
        case ["lock", target]:
            Path(target).write_text(lock(all_files()))
        case ["openapi", target]:
            Path(target).write_text(openapi_yaml())
        case ["docs", folder]:
            Path(folder, "access.md").write_text(access_page(all_files()))
            Path(folder, "events.md").write_text(events_page(all_files()))
        case _:
            sys.stderr.write(__doc__ or "")
            return 2
    return 0


def check() -> int:
    """Print the problems of the installed contract, one a line."""
    found = problems(all_files())
    for problem in found:
        sys.stderr.write(f"{problem}\n")
    sys.stderr.write(f"contract: {len(found)} problems\n" if found else "")
    return 1 if found else 0


def openapi_yaml() -> str:
    """The OpenAPI document of the installed contract as YAML."""
    import yaml  # a tool of developers; services serve the document as JSON

    dumper = _without_aliases(yaml)
    body: str = yaml.dump(openapi(all_files()), sort_keys=False, allow_unicode=True, width=120, Dumper=dumper)
    return "# Generated from proto/ by `make proto`; never edited.\n" + body


def _without_aliases(yaml: Any) -> Any:
    """A dumper that writes the same schema twice rather than an anchor that readers stumble over."""
    return type("NoAliases", (yaml.SafeDumper,), {"ignore_aliases": lambda _self, _data: True})


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
