"""A client comes in and goes again, in browsers: a plan from a file, an invitation, a rhythm, a withdrawal, a reset."""

from __future__ import annotations

import re
import uuid
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path

import pytest
from deploy.local.testing import System
from playwright.sync_api import Browser, expect
from tests.integration.stories.window import Window, new_project, window_of

MADE = Path(__file__).parents[3] / "tests" / "data" / "plans" / "gen-6-240.xml"
INTERNAL = "Task 5"

pytestmark = [pytest.mark.browser, pytest.mark.story, pytest.mark.xdist_group("system"), pytest.mark.timeout(300)]


def test_a_client_comes_and_goes(browser: Browser, system: System) -> None:
    mark = uuid.uuid4().hex[:6]
    email, password = f"ada-{mark}@client.example", "a long pass phrase for Ada"
    manager = window_of(browser, system, "Manager")
    new_project(manager, f"From a file {mark}", start_on=datetime.now(UTC).date() + timedelta(days=14))
    a_plan_from_a_file_is_promised(manager)
    money_is_agreed(manager)
    a_contact_is_invited(manager, client=f"Client {mark}", contact="Ada", email=email)
    contact = an_invitation_is_accepted(browser, system, manager, email, password)
    the_own_level_is_seen(contact)
    access_is_withdrawn(manager, contact)
    a_new_password_ends_the_other_sessions(browser, system, contact, email, password)
    assert manager.complaints == []


def a_plan_from_a_file_is_promised(manager: Window) -> None:
    """Import with its report, an internal task, the promise."""
    page = manager.page
    manager.import_file(MADE, rows=240)
    page.get_by_label("Find a task").fill(INTERNAL)
    page.get_by_role("button", name=f"Edit {INTERNAL}", exact=True).click()
    manager.choose("Seen from", "Internal")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("dialog", name=INTERNAL)).to_have_count(0)
    page.get_by_role("button", name="Save as the promise").click()
    page.get_by_role("button", name="Promise these dates").click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def money_is_agreed(manager: Window) -> None:
    """A budget, and a rate with what it costs."""
    page = manager.open("/money")
    manager.type_number("Budget", "99000")
    page.get_by_role("button", name="Save the budget").click()
    expect(page.get_by_text("€99,000.00").first).to_be_visible()
    page.get_by_label("Person or trade").fill("Development")
    manager.type_number("Bill rate", "120")
    manager.type_number("Cost rate", "74")
    page.get_by_role("button", name="Set the rate").click()
    expect(page.get_by_role("row", name=re.compile("Development"))).to_be_visible()


def a_contact_is_invited(manager: Window, *, client: str, contact: str, email: str) -> None:
    """A company, a person, what it may see, the invitation."""
    page = manager.open("/access")
    page.get_by_role("button", name="Add client").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name of the company").fill(client)
    dialog.get_by_role("button", name="Add client").click()
    page.get_by_role("button", name=f"Add contact to {client}").click()
    dialog.get_by_label("Name", exact=True).fill(contact)
    dialog.get_by_label("E-mail address").fill(email)
    dialog.get_by_role("button", name="Add contact").click()
    page.get_by_role("button", name=f"Change access of {contact}", exact=True).click()
    dialog.get_by_text("Collaborator", exact=True).click()
    dialog.get_by_role("button", name="Save access").click()
    page.get_by_role("button", name=f"Invite {contact}", exact=True).click()
    expect(page.get_by_text(re.compile("is on its way"))).to_be_visible()


def an_invitation_is_accepted(browser: Browser, system: System, manager: Window, email: str, password: str) -> Window:
    """The link of the mail, a password, a rhythm; then the project is there."""
    contact = Window(browser, system, manager.project_id)
    page = contact.page
    page.goto(f"{contact.base}/invitation#{system.token(email, 'invitation')}")
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Accept the invitation").click()
    expect(page.get_by_role("heading", name=re.compile("How often would you like to hear from us"))).to_be_visible()
    page.get_by_text("At once", exact=True).click()
    page.get_by_role("button", name="Choose this rhythm").click()
    expect(page.get_by_role("link", name="Overview").first).to_be_visible()  # the only project is home
    expect(page.get_by_text(re.compile("From a file")).first).to_be_visible()
    return contact


def the_own_level_is_seen(contact: Window) -> None:
    """The Gantt with its legend and the promise; no internal row, no money."""
    page = contact.open("/timeline")
    expect(page.get_by_role("heading", name="How to read it")).to_be_visible()
    expect(page.get_by_text(re.compile("promise", re.IGNORECASE)).first).to_be_visible()
    page.get_by_role("button", name="Show as table").click()
    expect(page.get_by_role("rowheader", name="Task 4", exact=True)).to_be_visible()
    expect(page.get_by_text(INTERNAL, exact=True)).to_have_count(0)
    assert contact.complaints == []
    page = contact.open("/money")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert "99,000" not in page.content()
    contact.complaints.clear()  # the browser writes the answer 404 into its console


def access_is_withdrawn(manager: Window, contact: Window) -> None:
    """Within a second the open page shows nothing of the project any more."""
    reader = contact.open("")
    expect(reader.get_by_text(re.compile("From a file")).first).to_be_visible()
    page = manager.open("/access")
    page.get_by_role("button", name="Withdraw access of Ada", exact=True).click()
    page.get_by_role("alertdialog").get_by_role("button", name="Withdraw now").click()
    expect(reader.get_by_text(re.compile("From a file"))).to_have_count(0, timeout=5_000)
    reader.goto(contact.base + "/")
    expect(reader.get_by_role("heading", level=1)).to_be_visible()
    expect(reader.get_by_text(re.compile("From a file"))).to_have_count(0)


def a_new_password_ends_the_other_sessions(
    browser: Browser, system: System, contact: Window, email: str, password: str
) -> None:
    """By the link of a mail; the open window is signed out, the old password is over."""
    elsewhere = Window(browser, system)
    page = elsewhere.page
    page.goto(elsewhere.base + "/sign-in")
    page.get_by_role("link", name="Forgot your password?").click()
    expect(page.get_by_role("heading", name="Set a new password")).to_be_visible()
    page.get_by_label("E-mail address").fill(email)
    page.get_by_role("button", name="Send the link").click()
    expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()
    page.goto(f"{elsewhere.base}/reset#{system.token(email, 'reset')}")
    page.get_by_label("New password").fill(f"{password}, the second")
    page.get_by_role("button", name="Set the password").click()
    expect(page.get_by_role("heading", name="Your new password is set")).to_be_visible()
    asked = contact.page.request
    system.until(lambda: asked.get(f"{contact.base}/v1/me").status == HTTPStatus.UNAUTHORIZED, "the session is over")
    contact.page.goto(contact.base + "/")
    expect(contact.page.get_by_role("button", name="Sign in")).to_be_visible()
    elsewhere.sign_in(email, f"{password}, the second")
