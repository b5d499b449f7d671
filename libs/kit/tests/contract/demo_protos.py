"""Compiles protos at test time and loads them into the default pool, where the options are known."""

from __future__ import annotations

import tempfile
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import google.api.annotations_pb2
import google.protobuf.timestamp_pb2
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from google.protobuf.descriptor import FileDescriptor
from grpc_tools import protoc

import inloop.options.v1.access_pb2
import inloop.types.v1.money_pb2  # noqa: F401  the demo imports it

HERE = Path(__file__).resolve().parent
PROTO = HERE.parents[3] / "proto"


def compile_files(folder: Path, *files: str) -> list[FileDescriptor]:
    """Compile `files` under `folder` against the real options; each file may be loaded once per process."""
    foreign = Path(google.api.annotations_pb2.__file__).parents[2]
    well_known = resources.files("grpc_tools") / "_proto"
    with tempfile.TemporaryDirectory() as made:
        target = Path(made, "set.binpb")
        includes = [f"-I{path}" for path in (folder, PROTO, foreign, well_known)]
        status = protoc.main(["protoc", *includes, f"--descriptor_set_out={target}", *files])
        assert status == 0, f"protoc refused {files}"
        described = descriptor_pb2.FileDescriptorSet.FromString(target.read_bytes())
    pool = descriptor_pool.Default()
    loaded = []
    for file in described.file:
        pool.AddSerializedFile(file.SerializeToString())
        loaded.append(pool.FindFileByName(file.name))
    return loaded


@cache
def demo_files() -> tuple[FileDescriptor, ...]:
    """The demo's own protos."""
    return tuple(compile_files(HERE / "protos", "kit_demo/v1/plan.proto", "kit_demo/v1/events.proto"))


def message(name: str) -> Any:
    """The class of a demo message, such as `Task`."""
    demo_files()
    found = descriptor_pool.Default().FindMessageTypeByName(f"kit_demo.v1.{name}")
    return message_factory.GetMessageClass(found)
