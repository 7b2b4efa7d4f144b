"""What a person does in JupyterLab and formgrader, done in headless Chromium."""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import BrowserContext, Locator, Page, sync_playwright
from server import Server

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
_MILLISECONDS = 60_000  # what nbgrader does for a click takes seconds, more on a busy machine
_COLOURS = 64
_NOTEBOOK = ".jp-NotebookPanel:not(.lm-mod-hidden)"
_ERROR = ":is([data-mime-type$='jupyter.error'], [data-mime-type$='jupyter.stderr'])"
# A cell's prompt is [ ] before it runs, [*] while it waits or runs, and a number then.
_DONE = f"""() => {{
    const all = (places) => [...document.querySelectorAll("{_NOTEBOOK} " + places)];
    const prompts = all(".jp-CodeCell .jp-InputPrompt").map((prompt) => prompt.textContent);
    const failed = all("{_ERROR}").length > 0;
    return prompts.every((text) => /\\d/.test(text)) || (failed && !prompts.some((text) => text.includes("*")));
}}"""


def chromium() -> str | None:
    """The system's own Chromium; None where there is none. No browser is ever downloaded."""
    return next((found for name in CHROMIUM if (found := shutil.which(name))), None)


@contextmanager
def chromium_context(home: Path) -> Iterator[BrowserContext]:
    """A window of its own, with a profile in ``home``; nothing but this machine's own addresses can be reached."""
    home.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=chromium(), args=_OPTIONS, env={**os.environ, "HOME": str(home)}
        )
        try:
            context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-US")
            context.set_default_timeout(_MILLISECONDS)
            context.route(re.compile(r"^https?://(?!127\.0\.0\.1[:/])"), lambda route: route.abort())
            yield context
        finally:
            browser.close()


def picture(page: Page, path: Path) -> None:
    """What the window shows, as a small PNG."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with Image.open(BytesIO(page.screenshot())) as image:
        image.convert("RGB").quantize(_COLOURS).save(path, optimize=True)


class Formgrader:
    """nbgrader's pages for the instructor."""

    def __init__(self, page: Page, server: Server) -> None:
        self._page = page
        self._server = server

    def open(self, path: str = "manage_assignments") -> Page:
        """One of its tables, once it is filled."""
        self._page.goto(self._server.page(f"formgrader/{path}"))
        self._page.wait_for_selector("#main-table td a")
        return self._page

    def rows(self, *columns: str) -> dict[str, list[str]]:
        """What stands in these columns of the table, by what stands in the first of them."""
        rows = self._page.locator("#main-table tr").all()
        texts = [[row.locator(f".{column}").inner_text().strip() for column in columns] for row in rows]
        return {first: rest for first, *rest in texts}

    def click(self, row: str, column: str) -> str:
        """Clicks a button of the table; gives what the window says that pops up when it is done."""
        self._row(row).locator(f".{column} a").click()
        window = self._page.locator(".modal.in")
        text = window.locator(".modal-body").inner_text()
        window.locator(".modal-footer .btn-primary").click()
        window.wait_for(state="hidden")
        return text

    def _row(self, name: str) -> Locator:
        return self._page.locator("#main-table tr", has=self._page.get_by_text(name, exact=True))


class Lab:
    """JupyterLab, with nbgrader's extensions for students."""

    def __init__(self, page: Page, server: Server) -> None:
        self._page = page
        self._server = server

    def open(self, path: str = "") -> Page:
        """A notebook, ready to be run; without a path an empty window. Windows of before are not restored."""
        self._page.goto(self._server.page(f"lab/tree/{path}" if path else "lab") + "&reset")
        self._page.wait_for_selector("#jupyterlab-splash", state="detached")
        if path:
            self._page.wait_for_selector(f"{_NOTEBOOK} .jp-CodeCell")
            self._page.get_by_text(re.compile(r"Python 3 .*\| Idle")).wait_for()
        return self._page

    def menu(self, *names: str) -> None:
        """Picks an entry of a menu."""
        first, *others = names
        self._page.locator(".lm-MenuBar-item", has_text=re.compile(f"^{first}$")).click()
        for name in others:
            self._page.locator(".lm-Menu-item", has_text=re.compile(f"^{name}$")).click()

    def open_assignment_list(self) -> Page:
        """The Assignment List, once it is filled."""
        self.open()
        self.menu("Nbgrader", "Assignment List")
        self._page.wait_for_selector("#released_assignments_list .list_item, #fetched_assignments_list .list_item")
        return self._page

    def assignment(self, part: str, name: str, button: str = "") -> Locator:
        """The row of an assignment among those ``released``, ``fetched`` or ``submitted``, or a button of it."""
        row = self._page.locator(f"#{part}_assignments_list .list_item", has_text=name).first
        return row.get_by_role("button", name=button, exact=True) if button else row

    def run_all(self) -> list[str]:
        """Runs the notebook's cells up to the first that fails; gives what those that failed say."""
        self.menu("Run", "Run All Cells")
        self._page.wait_for_function(_DONE)
        return self._page.locator(f"{_NOTEBOOK} {_ERROR}").all_inner_texts()

    def validate(self) -> str:
        """Clicks Validate; gives what the window says that pops up, and leaves it open."""
        self._page.locator(f"{_NOTEBOOK} .validate-button").click()
        return self._page.locator(".jp-Dialog #validation-message").inner_text()

    def open_file(self, path: str) -> Page:
        """A page of the course's folder, as it is."""
        self._page.goto(self._server.page(f"files/{path}"), wait_until="domcontentloaded")
        return self._page
