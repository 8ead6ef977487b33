"""How soon the first page of the view redraws after a slider is let go, in a real browser, for one visitor and for many at once.

Run: uv run python benchmarks/view.py [--moves 10] [--visitors 20]. Needs the packages of the view, Playwright and a chromium.
"""

from __future__ import annotations

import argparse
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

TABLE = ".dv-main > div .dv-scroll table"
# Lets the slider go at a value and remembers how long the table took to change, in milliseconds.
LET_GO = """([value, table]) => {
  const before = document.querySelector(table).innerText;
  const began = performance.now();
  window.took = new Promise((done) => {
    const look = () => {
      const now = document.querySelector(table);
      if (now && now.innerText !== before) done(performance.now() - began); else requestAnimationFrame(look);
    };
    look();
  });
  const slider = document.querySelector("#slider-offer_street");
  slider.value = value;
  slider.dispatchEvent(new Event("input"));
  slider.dispatchEvent(new Event("change"));
}"""


@contextmanager
def served() -> Iterator[str]:
    """A server of its own with an empty store, and its address."""
    with tempfile.TemporaryDirectory() as folder:
        db = Path(folder) / "runs.sqlite"
        command = [
            sys.executable,
            "-m",
            "diversion.experiments.cli",
            "view",
            "--no-open",
            "--port",
            "0",
            "--db",
            str(db),
        ]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
            assert process.stderr is not None
            found = re.search(r"http://\S+:\d+", process.stderr.readline())
            assert found
            try:
                yield found[0]
            finally:
                process.terminate()


def opened(browser: Any, address: str) -> Page:
    """A new visitor who has seen the first answer."""
    page: Page = browser.new_context().new_page()
    page.set_default_timeout(300_000)
    page.goto(f"{address}/?place=blackpool")
    page.wait_for_selector(TABLE)
    return page


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--moves", type=int, default=10)
    asked.add_argument("--visitors", type=int, default=20)
    given = asked.parse_args()
    with served() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = opened(browser, address)
        page.get_by_text("the answer is complete").wait_for()
        alone = []
        for move in range(given.moves):
            page.evaluate(LET_GO, [str(12 + move), TABLE])
            alone.append(float(page.evaluate("window.took")))
            page.wait_for_timeout(1000)
        say("one visitor", alone)
        page.context.close()
        visitors = [opened(browser, address) for _ in range(given.visitors)]
        for number, each in enumerate(visitors):
            each.evaluate(LET_GO, [str(2 + number % 33), TABLE])
        say(f"{given.visitors} visitors at once", [float(each.evaluate("window.took")) for each in visitors])
        browser.close()


def say(who: str, took: list[float]) -> None:
    """Median and worst, in seconds."""
    print(
        f"{who}: slider to first redraw {statistics.median(took) / 1000:.2f} s median, {max(took) / 1000:.2f} s worst"
    )


if __name__ == "__main__":
    main()
