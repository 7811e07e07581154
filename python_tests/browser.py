"""A headless Chromium for tests of pages. Pages are opened from files and may load nothing else."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

_CHECKS = Path(__file__).with_name("page_checks.js").read_text().partition("\n")[2].strip()
_QUIET = "no-sandbox disable-quic no-first-run disable-background-networking disable-component-update disable-sync disable-gpu"


@dataclass
class Opened:
    """A page, and what it did that a page of ours must not do."""

    page: Page
    complaints: list[str] = field(default_factory=list)

    def ask(self, question: str, argument: Any = None) -> Any:
        """The answer of page_checks.js, or of a script. What the page did wrong until then fails the test."""
        answer = self.page.evaluate(f"({_CHECKS}).{question}" if question.isalpha() else question, argument)
        assert self.complaints == []
        return answer


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser of this machine. Without one the test is skipped, or fails where CI is set."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next((path for name in names if (path := shutil.which(name))), None)
    if found is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("no browser on the PATH: `apt-get install chromium`")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=[f"--{name}" for name in _QUIET.split()])
        yield browser
        browser.close()


@contextmanager
def opened(browser: Browser, file: Path, width: int = 1200, **options: Any) -> Iterator[Opened]:
    """The page of a file in a context of its own, when it has drawn its charts."""
    context = browser.new_context(viewport={"width": width, "height": 800}, **options)
    try:
        shown = Opened(context.new_page())
        complain = shown.complaints.append
        shown.page.on("console", lambda message: complain(f"console: {message.text}"))
        shown.page.on("pageerror", lambda error: complain(f"error: {error}"))
        shown.page.on("dialog", lambda dialog: complain(f"dialog: {dialog.message}"))
        shown.page.on("request", lambda request: complain(f"request: {request.url[:200]}"))
        shown.page.goto(file.as_uri())
        shown.complaints.remove(f"request: {file.as_uri()}")
        shown.page.wait_for_function("document.documentElement.dataset.drawn")
        yield shown
        assert shown.complaints == []
    finally:
        context.close()
