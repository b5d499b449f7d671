"""Celery as a thin courier of ids: what is due and what became of it is in SQL, a lost message costs a delay.

The worker runs inside the `work` process, with threads, whatever the broker: `memory://` on one machine, `redis://`
in production, where several `work` processes take from one queue. No results, no ETA, no retries of Celery's own.
"""

from __future__ import annotations

import threading

from celery import Celery
from celery.worker import WorkController

MEMORY_POLL_SECONDS = 0.01
MEMORY_PREFETCH = 16
REDELIVER_SECONDS = 3600


def make_celery(service: str, broker_url: str) -> Celery:
    """The Celery application of one service; its queue is `inloop-<service>`."""
    app = Celery(service, broker=broker_url, set_as_current=False)
    is_memory = broker_url.startswith("memory:")
    app.conf.update(
        accept_content=["json"],
        broker_connection_max_retries=None,
        broker_connection_retry_on_startup=True,
        broker_transport_options=(
            {"polling_interval": MEMORY_POLL_SECONDS} if is_memory else {"visibility_timeout": REDELIVER_SECONDS}
        ),
        enable_utc=True,
        result_backend=None,
        task_acks_late=True,
        task_default_queue=queue_of(service),
        task_ignore_result=True,
        task_serializer="json",
        worker_enable_remote_control=False,
        worker_hijack_root_logger=False,
        # In memory there is nobody else to take what lies ready, and each poll takes only so many.
        worker_prefetch_multiplier=MEMORY_PREFETCH if is_memory else 1,
        worker_redirect_stdouts=False,
        worker_send_task_events=False,
    )
    return app


def queue_of(service: str) -> str:
    """The queue of a service."""
    return f"inloop-{service}"


class CeleryThreads:
    """Celery's worker with `threads` threads, in a thread of this process."""

    def __init__(self, app: Celery, threads: int) -> None:
        # Celery's pool threads look their tasks up in the default app; a process has one service, hence one app.
        app.set_default()
        self._controller = WorkController(
            app=app,
            pool_cls="threads",
            concurrency=threads,
            without_gossip=True,
            without_heartbeat=True,
            without_mingle=True,
            loglevel="WARNING",
        )
        self._thread = threading.Thread(target=self._controller.start, name="celery", daemon=True)

    def start(self) -> None:
        """Take tasks."""
        self._thread.start()

    def stop(self, grace: float) -> None:
        """Take no more, and wait up to `grace` seconds for what runs; what runs longer is claimed again by others."""
        stopping = threading.Thread(target=self._controller.stop, name="celery-stop", daemon=True)
        stopping.start()
        stopping.join(grace)
        self._thread.join(0.1)

    def is_alive(self) -> bool:
        """Whether it runs."""
        return self._thread.is_alive()
