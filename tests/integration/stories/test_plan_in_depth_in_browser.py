"""A manager works on a plan, in a browser: an edit taken back and made again, two revisions, what drives a date."""

from __future__ import annotations

import re
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from deploy.local.testing import System
from playwright.sync_api import Browser, Locator, Page, expect
from tests.integration.stories.window import Window, new_project, window_of

MADE = Path(__file__).parents[3] / "tests" / "data" / "plans" / "gen-6-240.xml"
EDITED = "Task 4"

pytestmark = [pytest.mark.browser, pytest.mark.story, pytest.mark.xdist_group("system"), pytest.mark.timeout(300)]


def test_a_plan_is_worked_on(browser: Browser, system: System) -> None:
    manager = window_of(browser, system, "Manager")
    new_project(manager, f"In depth {uuid.uuid4().hex[:6]}", start_on=datetime.now(UTC).date() + timedelta(days=14))
    manager.import_file(MADE, rows=240)
    an_edit_is_taken_back_and_made_again(manager)
    two_revisions_are_compared(manager)
    what_drives_a_date_is_told(manager)
    assert manager.complaints == []


def an_edit_is_taken_back_and_made_again(manager: Window) -> None:
    """By key and by button; the row has its old duration, then the new one again."""
    page = manager.page
    page.get_by_label("Find a task").fill(EDITED)
    page.get_by_role("button", name=f"Edit {EDITED}", exact=True).click()
    manager.type_number("Working days", "3")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(days_of(page, "3")).to_be_visible()
    page.get_by_role("heading", level=1).click()
    page.keyboard.press("Control+z")
    expect(days_of(page, "1")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Redo")).click()
    expect(days_of(page, "3")).to_be_visible()


def two_revisions_are_compared(manager: Window) -> None:
    """The log names every deed; two of them side by side show the field that changed."""
    page = manager.page
    page.get_by_role("link", name="Changes of the plan").click()
    rows = page.get_by_role("row")
    expect(rows).to_have_count(5)  # the heads, import, edit, undo, redo
    rows.nth(1).click()
    rows.nth(2).click()
    expect(page.get_by_role("heading", name="From revision 3 to 4")).to_be_visible()
    expect(page.get_by_text(re.compile("Duration: 1 d → 3 d"))).to_be_visible()


def what_drives_a_date_is_told(manager: Window) -> None:
    """The chain of a row, and each row against the promise."""
    page = manager.open("/plan")
    page.get_by_role("button", name="Save as the promise").click()
    page.get_by_role("button", name="Promise these dates").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("link", name="Dates", exact=True).click()
    expect(page.get_by_role("heading", name="What drives the dates")).to_be_visible()
    chain = page.get_by_role("list", name="Driving chain")
    expect(chain.get_by_role("listitem").first).to_be_visible()
    expect(page.get_by_role("row", name=re.compile(rf"^{EDITED}\b")).first).to_contain_text("same")


def days_of(page: Page, days: str) -> Locator:
    """The cell with the working days of the edited row."""
    row = page.get_by_role("row", name=re.compile(rf"{EDITED}\b"))
    return row.first.get_by_role("gridcell", name=days, exact=True)
