"""How soon the first page of the view redraws after a slider is let go, for one visitor and for many, and the memory it takes.

One visitor has a real browser; many are simulated by their messages, since twenty browsers would measure this machine's
browsers. Run: uv run python benchmarks/view.py. Needs the packages of the view, Playwright and a chromium.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import psutil
from playwright.sync_api import sync_playwright
from visitors import Visitor

PAGE = "/?place=blackpool"
LEVER = "offer_street"

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
def served() -> Iterator[tuple[str, psutil.Process]]:
    """A server of its own with an empty store: its address and its process."""
    with tempfile.TemporaryDirectory() as folder:
        db = str(Path(folder) / "runs.sqlite")
        options = ["view", "--no-open", "--port", "0", "--db", db]
        command = [sys.executable, "-m", "diversion.experiments.cli.app", *options]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
            assert process.stderr is not None
            found = re.search(r"http://\S+:\d+", process.stderr.readline())
            assert found
            try:
                urlopen(found[0], timeout=120).close()  # a program's request waits until the pages are there
                yield found[0], psutil.Process(process.pid)
            finally:
                process.terminate()


def in_browser(address: str, moves: int) -> list[float]:
    """Seconds from letting a slider go to the redrawn table, in a real browser on this machine."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page()
        page.set_default_timeout(300_000)
        page.goto(f"{address}{PAGE}")
        page.get_by_text("the answer is complete").wait_for()
        took = []
        for move in range(moves):
            page.evaluate(LET_GO, [str(12 + move), TABLE])
            took.append(float(page.evaluate("window.took")) / 1000)
            page.wait_for_timeout(3000)
        browser.close()
        return took


async def at_once(address: str, count: int) -> list[float]:
    """Seconds to the new table for visitors who all let a slider go at the same moment, each at another value."""
    visitors = await asyncio.gather(*(Visitor.open(address, PAGE) for _ in range(count)))
    await asyncio.gather(*(each.drawn() for each in visitors))
    took = await asyncio.gather(*(each.move(LEVER, 2 + n) for n, each in enumerate(visitors)))
    await _closed(visitors)
    return took


async def by_turns(address: str, count: int, moves: int, pause: float) -> list[float]:
    """The same where each moves again and again, with pauses of so many seconds on average."""
    visitors = await asyncio.gather(*(Visitor.open(address, PAGE) for _ in range(count)))
    await asyncio.gather(*(each.drawn() for each in visitors))

    async def play(number: int, visitor: Visitor) -> list[float]:
        found = []
        for move in range(moves):
            await visitor.rest(pause * (0.5 + (7 * number + 3 * move) % 11 / 10))
            found.append(await visitor.move(LEVER, 2 + (number + 11 * move) % 33 + 0.25 * (move % 4)))
        return found

    took = await asyncio.gather(*(play(*each) for each in enumerate(visitors)))
    await _closed(visitors)
    return [each for found in took for each in found]


async def memory(address: str, server: psutil.Process, moves: int) -> list[float]:
    """The server's memory in bytes after each of some moves by one visitor."""
    visitor = await Visitor.open(address, PAGE)
    await visitor.drawn()
    found = []
    for move in range(moves):
        await visitor.move(LEVER, 2 + move * 0.15)
        found.append(float(server.memory_info().rss))
    await visitor.close()
    return found


async def _closed(visitors: Sequence[Visitor]) -> None:
    errors = [error for each in visitors for error in each.errors]
    assert not errors, errors[0]
    for each in visitors:
        await each.close()


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--moves", type=int, default=10)
    asked.add_argument("--visitors", type=int, default=20)
    asked.add_argument("--interactions", type=int, default=200)
    given = asked.parse_args()
    with served() as (address, _):
        say("one visitor, in the browser: slider to first redraw", in_browser(address, given.moves))
    with served() as (address, server):
        found = asyncio.run(memory(address, server, given.interactions))
        print("memory after 50, 100, 150 … interactions:", *(f"{each / 1e6:.0f} MB" for each in found[49::50]))
    with served() as (address, _):
        say(f"{given.visitors} visitors, all at the same moment", asyncio.run(at_once(address, given.visitors)))
        say(f"{given.visitors} visitors, each every 10 s", asyncio.run(by_turns(address, given.visitors, 4, 10.0)))


def say(who: str, took: Sequence[float]) -> None:
    """Median and worst, in seconds."""
    print(f"{who}: {statistics.median(took):.2f} s median, {max(took):.2f} s worst", flush=True)


if __name__ == "__main__":
    main()
