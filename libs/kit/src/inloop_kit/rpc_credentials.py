"""Mutual TLS between hosts, from one folder: `tls.crt`, `tls.key` and `ca.crt` (the names of a Kubernetes TLS secret).

The certificates say that a host is one of ours; who calls is told by the signed caller (caller.py).
"""

from __future__ import annotations

from pathlib import Path

import grpc


def server_credentials(folder: Path) -> grpc.ServerCredentials:
    """Credentials of a server that admits only clients whose certificate our authority signed."""
    authority, key, certificate = _files(folder)
    return grpc.ssl_server_credentials([(key, certificate)], authority, require_client_auth=True)


def channel_credentials(folder: Path) -> grpc.ChannelCredentials:
    """Credentials of a client that talks only to servers whose certificate our authority signed."""
    authority, key, certificate = _files(folder)
    return grpc.ssl_channel_credentials(authority, key, certificate)


def _files(folder: Path) -> tuple[bytes, bytes, bytes]:
    return (folder / "ca.crt").read_bytes(), (folder / "tls.key").read_bytes(), (folder / "tls.crt").read_bytes()
