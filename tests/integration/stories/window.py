"""People in browsers, for the stories."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from deploy.local.testing import System
from playwright.sync_api import Browser, Page, expect

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE_MS = 30_000


class Window:
    """One person's browser window on a project; whatever the page complains about is kept."""

    def __init__(self, browser: Browser, system: System, project_id: str = "") -> None:
        self.base = system.demo["base_url"]
        self.project_id = project_id or system.demo["project_id"]
        context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-US")
        self.page: Page = context.new_page()
        self.page.set_default_timeout(PATIENCE_MS)
        self.complaints: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda line: self.complaints.append(line.text) if line.type == "error" else None)

    @property
    def project(self) -> str:
        """The address of the project."""
        return f"{self.base}/projects/{self.project_id}"

    def sign_in(self, email: str, password: str) -> Window:
        """Sign in by the form."""
        self.page.goto(self.base + "/sign-in")
        self.page.get_by_label("E-mail address").fill(email)
        self.page.get_by_label("Password", exact=True).fill(password)
        self.page.get_by_role("button", name="Sign in").click()
        expect(self.page.get_by_role("link", name="Home").first).to_be_visible()
        return self

    def open(self, place: str) -> Page:
        """Go to a place of the project."""
        self.page.goto(self.project + place)
        return self.page

    def choose(self, field: str, option: str) -> None:
        """Choose an option of a select by its words."""
        self.page.get_by_role("button", name=re.compile(field)).click()
        self.page.get_by_role("option", name=re.compile(option)).first.click()

    def type_number(self, name: str, value: str) -> None:
        """Type into a number field (of the dialog, if one is open); it takes the number when it is left."""
        dialog = self.page.get_by_role("dialog")
        where = dialog if dialog.count() else self.page
        field = where.get_by_role("textbox", name=re.compile(rf"^{name}( \(|$|,)"))
        field.fill(value)
        field.press("Tab")

    def import_file(self, file: Path, rows: int) -> None:
        """Import a plan on the plan screen: first what would be taken over, then it."""
        page = self.page
        page.get_by_role("button", name="Import a plan").click()
        dialog = page.get_by_role("dialog", name="Import a plan")
        with page.expect_file_chooser() as chooser:
            dialog.get_by_role("button", name="Choose a file").click()
        chooser.value.set_files(file)
        expect(dialog.get_by_text(re.compile(f"{rows} rows and .* would become the plan"))).to_be_visible()
        dialog.get_by_role("button", name="Import", exact=True).click()
        expect(dialog.get_by_text(re.compile(f"Imported {rows} rows"))).to_be_visible()
        expect(dialog.get_by_text(re.compile("elements are taken over"))).to_be_visible()
        dialog.get_by_role("button", name="See the plan").click()


def window_of(browser: Browser, system: System, part: str) -> Window:
    """The window of a demonstration person, signed in."""
    person = system.person(part)
    return Window(browser, system).sign_in(person["email"], person["password"])


def new_project(window: Window, name: str, *, start_on: date) -> None:
    """Create a project by the dialog; the window is on its empty plan then."""
    page = window.open("/plan")
    page.get_by_role("button", name="Create project").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Project name").fill(name)
    dialog.get_by_role("spinbutton").first.click()
    page.keyboard.type(f"{start_on:%m%d%Y}")
    dialog.get_by_role("button", name="Create project").click()
    expect(page.get_by_role("heading", name=f"Plan of {name}")).to_be_visible()
    window.project_id = page.url.split("/projects/")[1].split("/")[0]
