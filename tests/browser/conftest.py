"""A real server and a real browser for the tests of the view; both are started once.

Debian's chromium is driven by Playwright. Where there is no browser the tests are left out, but never in continuous integration.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PATIENCE = 120_000  # milliseconds: the first answer on a machine that also compiles may take a while
QUICK = "place=blackpool&years=1&replicates=4"


@dataclass
class Server:
    """A running `diversion view`, where it answers and where it keeps its runs."""

    address: str
    db: Path
    process: subprocess.Popen[str]


@dataclass
class Tab:
    """One open page, what went wrong in it, and what it asked of other machines."""

    page: Any
    address: str
    faults: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)

    def open(self, path: str = "/", query: str = QUICK) -> None:
        """Go to one of our pages and wait until it is drawn."""
        self.page.goto(f"{self.address}{path}?{query}")
        self.page.wait_for_selector("main h1")

    def answered(self) -> None:
        """Wait until every replicate is there."""
        self.page.get_by_text("the answer is complete").wait_for()


@pytest.fixture(scope="session")
def browser_path() -> str:
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None and os.environ.get("CI"):
        pytest.fail("continuous integration needs a browser: apt-get install chromium")
    if found is None:
        pytest.skip("needs a browser")
    return found


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    db = tmp_path_factory.mktemp("view") / "runs.sqlite"
    command = [
        sys.executable,
        "-m",
        "diversion.experiments.cli.app",
        "view",
        "--no-open",
        "--port",
        "0",
        "--db",
        str(db),
    ]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        try:
            line = process.stderr.readline()
            address = re.search(r"http://[\d.]+:\d+", line)
            assert address, line
            urlopen(address[0], timeout=120).close()  # a program's request waits until the pages are there
            yield Server(address[0], db, process)
        finally:
            process.terminate()
            process.wait(20)


@pytest.fixture(scope="session")
def browser(browser_path: str) -> Iterator[Any]:
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def tab(browser: Any, server: Server) -> Iterator[Tab]:
    """A fresh visitor's tab; at the end nothing may have gone wrong and nothing may have been asked of another machine."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    found = Tab(page, server.address)
    page.on("console", lambda message: found.faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: found.faults.append(str(error)))

    def watch(route: Any) -> None:
        if route.request.url.startswith((server.address, "data:", "blob:")):
            route.continue_()
        else:
            found.outside.append(route.request.url)
            route.abort()

    context.route("**/*", watch)
    yield found
    context.close()
    assert found.outside == []
    assert found.faults == []
