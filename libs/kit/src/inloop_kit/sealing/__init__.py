"""Sealing: keys, small values, streams that can be read from the middle, and files that arrive in parts.

Key hierarchy: a key-encrypting key (KEK) in a file, versioned, wraps one data key per conversation, report or upload.
Deleting a wrapped data key is what deletes a file or a conversation; removing the blobs afterwards is housekeeping.

```text
kek.json ──wraps──▶ DataKey ──seal────────▶ message bodies, file names
                            └─seal_stream─▶ files (64 KiB segments, random access)
```

Errors: `Unreadable` (what is stored will never open with this key and these facts) and `KeyringUnusable`
(the key file is missing, malformed or readable by others); both are `InloopError`s.
"""

from inloop_kit.sealing.keys import DataKey, KekMissing, Keyring, KeyringUnusable
from inloop_kit.sealing.parts import Part, PartManifest, PartsBroken, PartSlice, fresh_part_path, part_facts
from inloop_kit.sealing.segments import (
    SEGMENT_BYTES,
    SegmentWriter,
    open_all,
    open_range,
    seal_all,
    seal_stream,
    sealed_size,
)
from inloop_kit.sealing.values import Unreadable, bind, open_sealed, seal

__all__ = [
    "SEGMENT_BYTES",
    "DataKey",
    "KekMissing",
    "Keyring",
    "KeyringUnusable",
    "Part",
    "PartManifest",
    "PartSlice",
    "PartsBroken",
    "SegmentWriter",
    "Unreadable",
    "bind",
    "fresh_part_path",
    "open_all",
    "open_range",
    "open_sealed",
    "part_facts",
    "seal",
    "seal_all",
    "seal_stream",
    "sealed_size",
]
