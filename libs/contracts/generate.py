"""Make `libs/contracts/src/inloop` from `proto/`: messages, gRPC stubs, their types, and the comments.

    python libs/contracts/generate.py            write what protoc makes, remove what no proto asks for any more
    python libs/contracts/generate.py --imports  only lay out the foreign protos for buf under `.cache/protos`

The result is committed and never edited. `comments.json` keeps what the generated modules drop: the comment of each
method, message and field, from which OpenAPI and the pages under `docs/` get their words.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

from google.protobuf import descriptor_pb2
from grpc_tools import protoc

ROOT = Path(__file__).resolve().parents[2]
PROTO = ROOT / "proto"
TARGET = ROOT / "libs" / "contracts" / "src" / "inloop"
FOREIGN = ROOT / ".cache" / "protos"
FOREIGN_FILES = ("google/api/annotations.proto", "google/api/http.proto")
HEADER = '"""Generated from proto/ by `make proto`; never edited."""\n'

# The field numbers of descriptor.proto that a source location's path is made of.
_SERVICE, _METHOD, _MESSAGE, _FIELD, _NESTED, _ENUM, _VALUE, _NESTED_ENUM = 6, 2, 4, 2, 3, 5, 2, 4


def main(arguments: list[str]) -> int:
    """Run from the command line; 0 when everything was written."""
    lay_out_foreign_protos()
    if arguments == ["--imports"]:
        return 0
    if arguments:
        sys.stderr.write(__doc__ or "")
        return 2
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder)
        descriptors = compile_protos(made)
        (made / "inloop" / "comments.json").write_text(comments_json(descriptors))
        replace(made / "inloop", TARGET)
    return 0


def lay_out_foreign_protos() -> None:
    """Copy the protos of other people that ours import, so that buf works without a network."""
    package = resources.files("google.api")
    for name in FOREIGN_FILES:
        target = FOREIGN / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(package.joinpath(Path(name).name).read_text())


def compile_protos(made: Path) -> descriptor_pb2.FileDescriptorSet:
    """Run protoc over every proto into `made`; the descriptors come back with their comments."""
    described = made / "contract.binpb"
    files = sorted(str(path.relative_to(PROTO)) for path in PROTO.rglob("*.proto"))
    well_known = resources.files("grpc_tools") / "_proto"
    status = protoc.main(
        [
            "protoc",
            *(f"-I{path}" for path in (PROTO, FOREIGN, well_known)),
            f"--plugin=protoc-gen-mypy={Path(sys.executable).parent / 'protoc-gen-mypy'}",
            f"--plugin=protoc-gen-mypy_grpc={Path(sys.executable).parent / 'protoc-gen-mypy_grpc'}",
            f"--python_out={made}",
            f"--grpc_python_out={made}",
            f"--mypy_out=quiet:{made}",
            f"--mypy_grpc_out=quiet:{made}",
            "--include_source_info",
            f"--descriptor_set_out={described}",
            *files,
        ]
    )
    if status != 0:
        raise SystemExit("protoc refused the contract (see above); nothing was changed")
    drop_empty_stubs(made)
    for folder in {path.parent for path in (made / "inloop").rglob("*_pb2.py")} | {made / "inloop"}:
        for package in (folder, *folder.parents):
            if not package.is_relative_to(made / "inloop"):
                break
            (package / "__init__.py").write_text(HEADER)
    (made / "inloop" / "py.typed").write_text("")
    return descriptor_pb2.FileDescriptorSet.FromString(described.read_bytes())


def drop_empty_stubs(made: Path) -> None:
    """Remove the `_pb2_grpc` modules of protos without a service."""
    for module in made.rglob("*_pb2_grpc.py"):
        if "Servicer" not in module.read_text():
            module.unlink()
            module.with_suffix(".pyi").unlink(missing_ok=True)


def comments_json(descriptors: descriptor_pb2.FileDescriptorSet) -> str:
    """Every leading comment under the full name of what it describes, as sorted JSON."""
    found: dict[str, str] = {}
    for file in descriptors.file:
        named = dict(names_by_path(file))
        for location in file.source_code_info.location:
            name = named.get(tuple(location.path))
            if name and location.leading_comments:
                found[name] = " ".join(location.leading_comments.split())
    return json.dumps(found, indent=0, sort_keys=True, ensure_ascii=False) + "\n"


def names_by_path(file: descriptor_pb2.FileDescriptorProto) -> Iterator[tuple[tuple[int, ...], str]]:
    """The full name of each service, method, message, field, enum and value, by its source path."""
    for at, service in enumerate(file.service):
        path, name = (_SERVICE, at), f"{file.package}.{service.name}"
        yield path, name
        yield from (((*path, _METHOD, n), f"{name}.{method.name}") for n, method in enumerate(service.method))
    for at, message in enumerate(file.message_type):
        yield from _message_names(message, (_MESSAGE, at), file.package)
    for at, enum in enumerate(file.enum_type):
        yield from _enum_names(enum, (_ENUM, at), file.package)


def _message_names(
    message: descriptor_pb2.DescriptorProto, path: tuple[int, ...], package: str
) -> Iterator[tuple[tuple[int, ...], str]]:
    name = f"{package}.{message.name}"
    yield path, name
    yield from (((*path, _FIELD, n), f"{name}.{field.name}") for n, field in enumerate(message.field))
    for at, nested in enumerate(message.nested_type):
        yield from _message_names(nested, (*path, _NESTED, at), name)
    for at, enum in enumerate(message.enum_type):
        yield from _enum_names(enum, (*path, _NESTED_ENUM, at), name)


def _enum_names(
    enum: descriptor_pb2.EnumDescriptorProto, path: tuple[int, ...], package: str
) -> Iterator[tuple[tuple[int, ...], str]]:
    name = f"{package}.{enum.name}"
    yield path, name
    yield from (((*path, _VALUE, n), f"{name}.{value.name}") for n, value in enumerate(enum.value))


def replace(made: Path, target: Path) -> None:
    """Make `target` equal to `made`, writing only files that differ, so that running processes see no half tree."""
    wanted = {path.relative_to(made): path.read_bytes() for path in made.rglob("*") if path.is_file()}
    for name, body in sorted(wanted.items()):
        place = target / name
        if not place.is_file() or place.read_bytes() != body:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(body)
    for path in sorted(target.rglob("*"), reverse=True):
        if "__pycache__" in path.parts:
            continue
        if path.is_file() and path.relative_to(target) not in wanted:
            path.unlink()
        elif path.is_dir() and not any(child.name != "__pycache__" for child in path.iterdir()):
            shutil.rmtree(path)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
