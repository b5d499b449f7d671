"""The main job once more, by people in browsers: Chromium on the built web client."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from deploy.local.testing import System
from playwright.sync_api import Browser, expect
from tests.integration.stories.window import Window, new_project, window_of

MIB = 1024 * 1024

pytestmark = [pytest.mark.browser, pytest.mark.story, pytest.mark.xdist_group("system"), pytest.mark.timeout(300)]


def test_a_manager_makes_a_plan_from_scratch(browser: Browser, system: System) -> None:
    manager = window_of(browser, system, "Manager")
    new_project(manager, "From scratch", start_on=datetime.now(UTC).date() + timedelta(days=14))
    page = manager.page
    add(manager, "Draw", days="3")
    add(manager, "Build", days="5", after="Draw")
    add(manager, "Open", kind="Milestone", after="Build")
    page.get_by_role("button", name="Edit Draw").click()
    manager.type_number("Done, percent", "50")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("row", name=re.compile("Draw")).get_by_text("50%")).to_be_visible()
    page.get_by_role("button", name="Save as the promise").click()
    page.get_by_role("button", name="Promise these dates").click()
    expect(page.get_by_text(re.compile("Every edit is measured"))).to_be_visible()
    assert manager.complaints == []


def test_a_slip_and_its_reason_are_seen_live_without_a_reload(browser: Browser, system: System) -> None:
    collaborator, manager = window_of(browser, system, "Collaborator"), window_of(browser, system, "Manager")
    reader = collaborator.open("/timeline")
    expect(reader.get_by_role("heading", level=1)).to_contain_text("Launch")
    expect(reader.get_by_text("Buffer for defects")).to_have_count(0)
    overview = collaborator.open("")
    expect(overview.get_by_text("What moved, and why")).to_be_visible()
    page = manager.open("/plan")
    page.get_by_label("Find a task").fill("Acceptance test")
    page.get_by_role("button", name="Edit Acceptance test").click()
    days = page.get_by_role("dialog").get_by_role("textbox", name="Working days", exact=True)
    days.fill("9")
    days.press("Tab")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("dialog", name="Acceptance test")).to_have_count(0)
    page = manager.open("/hiccups")
    reason = "The testers are on a fair that week."
    page.get_by_role("textbox", name="Reason").first.fill(reason)
    page.get_by_role("button", name="Publish").first.click()
    expect(overview.get_by_text(reason)).to_be_visible()
    assert collaborator.complaints + manager.complaints == []


def test_a_message_with_a_large_file_reaches_the_manager_live(browser: Browser, system: System, tmp_path: Path) -> None:
    collaborator, manager = window_of(browser, system, "Collaborator"), window_of(browser, system, "Manager")
    file = tmp_path / "photos.bin"
    file.write_bytes(os.urandom(20 * MIB))
    watching = manager.open("/conversations")
    page = collaborator.open("/conversations")
    page.get_by_role("link", name=re.compile("Photos for the team page")).first.click()
    page.get_by_label("Your message").fill("All photos in one file.")
    page.locator("input[type=file]").first.set_input_files(file)
    expect(page.get_by_text(re.compile("photos.bin")).first).to_be_visible()
    page.get_by_role("button", name="Send message").click()
    expect(page.get_by_role("link", name=re.compile("photos.bin"))).to_be_visible()
    watching.get_by_role("link", name=re.compile("Photos for the team page")).first.click()
    expect(watching.get_by_text("All photos in one file.")).to_be_visible()
    expect(watching.get_by_role("link", name=re.compile("photos.bin"))).to_be_visible()
    assert collaborator.complaints + manager.complaints == []


def test_a_change_is_previewed_offered_and_approved(browser: Browser, system: System) -> None:
    collaborator, manager = window_of(browser, system, "Collaborator"), window_of(browser, system, "Manager")
    page = collaborator.open("/changes/new")
    collaborator.choose("Task", "Training")
    collaborator.type_number("By how many working days", "8")
    page.get_by_label("Title").fill("Longer training")
    expect(page.get_by_text(re.compile(r"Launch moves|No milestone moves")).first).to_be_visible()
    page.get_by_role("button", name="Send the wish").click()
    expect(page.get_by_role("heading", name="Longer training")).to_be_visible()
    address = page.url.removeprefix(collaborator.project)
    offering = manager.open(address)
    price = offering.get_by_role("textbox", name=re.compile("Price"))
    price.fill("900")
    price.press("Tab")
    offering.get_by_role("button", name="Offer", exact=True).click()
    expect(offering.get_by_text("offered, the client decides").first).to_be_visible()
    sponsor = window_of(browser, system, "Sponsor")
    deciding = sponsor.open(address)
    expect(deciding.get_by_text(re.compile("900")).first).to_be_visible()
    deciding.get_by_role("button", name="Approve").click()
    expect(deciding.get_by_text("Approved. The plan has moved exactly as shown here.")).to_be_visible()
    assert collaborator.complaints + manager.complaints + sponsor.complaints == []


def test_a_report_is_ordered_and_downloaded(browser: Browser, system: System, tmp_path: Path) -> None:
    collaborator = window_of(browser, system, "Collaborator")
    page = collaborator.open("/reports")
    page.get_by_role("button", name="Make a report").click()
    link = page.get_by_role("link", name=re.compile("Download PDF")).first
    expect(link).to_be_visible(timeout=90_000)
    answer = page.request.get(str(link.evaluate("link => link.href")))
    assert answer.body().startswith(b"%PDF-")
    assert collaborator.complaints == []


def add(window: Window, name: str, *, days: str = "", kind: str = "", after: str = "") -> None:
    """Add a row by the form of the plan editor."""
    form = window.page.get_by_role("form", name="Add a row")
    form.get_by_label("Name").fill(name)
    if kind:
        form.get_by_role("button", name=re.compile("Kind")).click()
        window.page.get_by_role("option", name=kind).click()
    if days:
        form.get_by_role("textbox", name="Working days").fill(days)
    if after:
        form.get_by_role("button", name=re.compile("After")).click()
        window.page.get_by_role("option", name=re.compile(after)).click()
    form.get_by_role("button", name="Add task").click()
    expect(window.page.get_by_role("button", name=f"Edit {name}")).to_be_visible()
