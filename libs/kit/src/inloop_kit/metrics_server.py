"""The small HTTP server beside each process: /metrics, /healthz and /readyz.

/healthz   200 while the process runs at all
/readyz    200 when everything that was added by `ready_when` is ready, else 503 and the names that are not
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import orjson
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import choose_encoder


class MetricsServer:
    """Serves `registry` on `listen` (`host:port`; port 0 takes a free one) in threads of its own."""

    def __init__(self, listen: str, registry: CollectorRegistry) -> None:
        host, _, port = listen.rpartition(":")
        self._checks: dict[str, Callable[[], bool]] = {}
        self._server = _Server((host.strip("[]"), int(port)), _handler(registry, self.not_ready))
        self._thread = threading.Thread(target=self._server.serve_forever, name="metrics", daemon=True)

    @property
    def port(self) -> int:
        """The port in use."""
        return int(self._server.server_address[1])

    def ready_when(self, name: str, check: Callable[[], bool]) -> None:
        """Be ready only while `check()` is true; it is asked at each probe and must answer within a second."""
        self._checks[name] = check

    def not_ready(self) -> list[str]:
        """The names of what is not ready now."""
        return [name for name, check in self._checks.items() if not check()]

    def start(self) -> None:
        """Begin to serve."""
        self._thread.start()

    def stop(self) -> None:
        """Serve no more."""
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True


def _handler(registry: CollectorRegistry, not_ready: Callable[[], list[str]]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        timeout = 5
        server_version = "inloop"
        sys_version = ""

        def do_GET(self) -> None:
            """Answer one of the three paths."""
            path = self.path.partition("?")[0]
            if path == "/metrics":
                encode, content_type = choose_encoder(self.headers.get("Accept", ""))
                self._answer(HTTPStatus.OK, content_type, encode(registry))
            elif path == "/healthz":
                self._answer(HTTPStatus.OK, "text/plain", b"ok\n")
            elif path == "/readyz":
                waiting = not_ready()
                status = HTTPStatus.SERVICE_UNAVAILABLE if waiting else HTTPStatus.OK
                self._answer(status, "application/json", orjson.dumps({"ready": not waiting, "waiting_for": waiting}))
            else:
                self._answer(HTTPStatus.NOT_FOUND, "text/plain", b"not here\n")

        def _answer(self, status: HTTPStatus, content_type: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Write nothing: probes come every few seconds."""

    return Handler
