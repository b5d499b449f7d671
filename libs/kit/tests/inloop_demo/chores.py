"""Due rows of the demo service, and the job that does them."""

import threading

from sqlalchemy import insert, select

from inloop_demo.store.tables import chores, effects
from inloop_kit import telemetry
from inloop_kit.database import Database
from inloop_kit.work import Claim, DueTable, Job

TABLE = DueTable(chores, claim_seconds=1.0, back_off=(0.05, 0.1))


def plan_chore(database: Database, chore_id: str, *, due_at=None) -> None:
    """One due row."""
    with database.write() as session:
        session.execute(insert(chores).values(id=chore_id, **TABLE.plan(session, due_at=due_at)))


def state_of(database: Database, chore_id: str) -> str:
    """Its state."""
    with database.read() as session:
        return session.scalar(select(chores.c.state).where(chores.c.id == chore_id))


class DoChore(Job):
    """Writes an effect when it settles; fails and waits as the test wants it to."""

    name = "demo-do-chore"
    table = TABLE

    def __init__(self) -> None:
        self.failures: dict[str, int] = {}
        self.claims: list[Claim] = []
        self.requests: list[str] = []
        self.given_up: list[Exception] = []
        self.gate = threading.Event()
        self.gate.set()

    def perform(self, claim: Claim) -> str:
        """Wait for the gate, fail if told to."""
        self.claims.append(claim)
        self.requests.append(telemetry.carrier().get("x-request-id", ""))
        self.gate.wait(30)
        if self.failures.get(claim.row_id, 0) > 0:
            self.failures[claim.row_id] -= 1
            raise ValueError(claim.row_id)
        return "done"

    def settle(self, session, claim: Claim, outcome: str) -> None:
        """The effect and the state, together."""
        session.execute(insert(effects).values(note_id=claim.row_id, number=claim.attempt))
        self.table.settle(session, claim, state=outcome)

    def give_up(self, session, claim: Claim, error: Exception) -> None:
        """Remember why."""
        self.given_up.append(error)
        super().give_up(session, claim, error)
