"""The messaging service as it is composed, behind a real RpcServer, and clients of it."""

from __future__ import annotations

from typing import Any

from world_of_messaging import World

from inloop.messaging.v1 import attachments_pb2_grpc, conversations_pb2_grpc
from inloop_kit.caller import Caller, create_keys, load_signer
from inloop_kit.rpc_client import Upstream
from inloop_kit.service import Service
from inloop_messaging.app import serve
from inloop_messaging.settings import Settings


class Served:
    """The service of a world. Its clock is the world's, so callers stay fresh."""

    def __init__(self, world: World, projects: str) -> None:
        keys = world.folder / "keys"
        create_keys(keys)
        settings = Settings(
            listen="127.0.0.1:0",
            metrics_listen="127.0.0.1:0",
            database_url=world.database.url.render_as_string(hide_password=False),
            nats_url="nats://127.0.0.1:1",
            keys_dir=keys,
            public_url="http://127.0.0.1",
            deploy="local",
            upstream_projects=projects,
            blob_url=f"file://{world.blobs_folder}",
            kek_path=world.folder / "kek.json",
        )
        self.service = Service("messaging", "inloop_messaging", settings, clock=world.clock)
        (self.server,) = serve(self.service)
        self.service.bus.start()
        self.server.start()
        port = self.server.port  # type: ignore[attr-defined]
        self._clients = {
            name: Upstream(f"127.0.0.1:{port}", load_signer(keys, name, clock=world.clock))
            for name in ("gateway", "notify", "reports")
        }

    def call(self, service: str, method: str, request: Any, caller: Caller, *, by: str = "gateway", **how: Any) -> Any:
        """Call a method as a caller that `by` signs."""
        module = attachments_pb2_grpc if service == "AttachmentService" else conversations_pb2_grpc
        client = self._clients[by]
        stub = client.stub(getattr(module, f"{service}Stub"))
        return client.call(getattr(stub, method), request, caller=caller, deadline=20, **how)

    def background(self, by: str, caller: Caller, purpose: str = "render-report") -> Caller:
        """A service that works for the account of `caller`."""
        return self._clients[by].as_service(purpose, project_id=caller.project_id, on_behalf_of=caller.account_id)

    def close(self) -> None:
        """Stop server and clients."""
        for one in self._clients.values():
            one.close()
        self.server.stop(2)
        self.service.bus.stop(2)
        self.service.database.close()
