"""The events of the demo service, compiled when this is imported."""

import tempfile
from pathlib import Path
from typing import Any

import grpc_tools
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from grpc_tools import protoc

from inloop.options.v1 import access_pb2

HERE = Path(__file__).parent
ROOT = HERE.parents[3]
FILE = "inloop/demo/v1/events.proto"


def _compile() -> dict[str, Any]:
    assert access_pb2.DESCRIPTOR.name == "inloop/options/v1/access.proto"
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "set"
        includes = (HERE / "proto", ROOT / "proto", Path(grpc_tools.__file__).parent / "_proto")
        code = protoc.main(["protoc", *(f"-I{path}" for path in includes), f"--descriptor_set_out={out}", FILE])
        assert code == 0
        described = descriptor_pb2.FileDescriptorSet.FromString(out.read_bytes())
    pool = descriptor_pool.Default()
    pool.Add(described.file[0])
    return message_factory.GetMessages([described.file[0]], pool=pool)


_messages = _compile()
NoteWritten = _messages["inloop.demo.v1.NoteWritten"]
NoteErased = _messages["inloop.demo.v1.NoteErased"]
