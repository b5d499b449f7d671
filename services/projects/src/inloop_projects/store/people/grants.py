"""Reading and writing grants, and resolving what an account may see."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Row, insert, select, update
from sqlalchemy.orm import Session

from inloop_projects.domain.people.grants import Grant
from inloop_projects.domain.people.levels import Capability, Level
from inloop_projects.store.people.tables import contacts, grants
from inloop_projects.store.plan.tables import projects


def add(session: Session, grant: Grant) -> None:
    """Insert a grant."""
    session.execute(
        insert(grants).values(
            id=grant.id,
            workspace_id=grant.workspace_id,
            project_id=grant.project_id,
            client_id=grant.client_id,
            contact_id=grant.contact_id,
            level=int(grant.level),
            capabilities=sorted(int(capability) for capability in grant.capabilities),
            expires_on=grant.expires_on,
            granted_at=grant.granted_at,
            withdrawn_at=grant.withdrawn_at,
        )
    )


def find(session: Session, project_id: str, grant_id: str) -> Grant | None:
    """A grant of a project."""
    query = select(grants).where(grants.c.project_id == project_id, grants.c.id == grant_id)
    row = session.execute(query).one_or_none()
    return _grant(row) if row else None


def of_project(session: Session, project_id: str) -> list[Grant]:
    """Every grant of a project that was not withdrawn."""
    query = select(grants).where(grants.c.project_id == project_id, grants.c.withdrawn_at.is_(None))
    return [_grant(row) for row in session.execute(query.order_by(grants.c.client_id, grants.c.granted_at))]


def all_of_project(session: Session, project_id: str, client_id: str = "") -> list[Grant]:
    """Every grant of a project, ended ones too: an ended override still overrides."""
    query = select(grants).where(grants.c.project_id == project_id)
    if client_id:
        query = query.where(grants.c.client_id == client_id)
    return [_grant(row) for row in session.execute(query)]


def withdraw(session: Session, grant_ids: Sequence[str], at: datetime) -> None:
    """End grants."""
    session.execute(update(grants).where(grants.c.id.in_(grant_ids)).values(withdrawn_at=at))


def project_ids_of_account(session: Session, account_id: str) -> list[tuple[str, str, str]]:
    """(project, client, contact) of every project where a contact of this account was ever granted something."""
    query = (
        select(grants.c.project_id, contacts.c.client_id, contacts.c.id)
        .join(contacts, contacts.c.client_id == grants.c.client_id)
        .where(contacts.c.account_id == account_id)
        .distinct()
    )
    return [(row[0], row[1], row[2]) for row in session.execute(query)]


def workspace_of_project(session: Session, project_id: str) -> str | None:
    """The workspace that runs a project."""
    return session.execute(select(projects.c.workspace_id).where(projects.c.id == project_id)).scalar_one_or_none()


def _grant(row: Row[tuple[object, ...]]) -> Grant:
    return Grant(
        row.id,
        row.workspace_id,
        row.project_id,
        row.client_id,
        row.contact_id,
        Level(row.level),
        frozenset(Capability(number) for number in row.capabilities),
        row.expires_on,
        row.granted_at,
        row.withdrawn_at,
    )
