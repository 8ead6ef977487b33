"""Row 13: the view behind a proxy and under a path, in a real browser."""

from __future__ import annotations

import asyncio
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

UNDER = "/tools/diversion"
LIES = ("X-Script-Name: /nowhere", "X-Forwarded-Proto: https", "X-Forwarded-Host: elsewhere.example")


class Proxy:
    """A proxy as people have it: hands on to `target`, and takes `under` away from paths where it `strips`."""

    def __init__(self, target: int, under: str, strips: bool) -> None:
        """Get ready to listen."""
        self._target, self._under, self._strips = target, under, strips

    async def handle(self, coming: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        """One connection with one request, or a web socket."""
        with suppress(OSError, asyncio.IncompleteReadError):
            first, *rest = (await coming.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            away, onwards = await asyncio.open_connection("127.0.0.1", self._target)
            onwards.write("\r\n".join(self._rewritten(first, rest)).encode("latin-1"))
            await asyncio.gather(_pump(coming, onwards), _pump(away, back))

    def _rewritten(self, first: str, rest: list[str]) -> Iterator[str]:
        method, path, version = first.split(" ")
        socket = any(line.lower().startswith("upgrade:") for line in rest)
        dropped = (("connection:",) if not socket else ()) + (("host:",) if self._strips else ())
        yield f"{method} {(path.removeprefix(self._under) or '/') if self._strips else path} {version}"
        yield from (() if socket else ("Connection: close",))
        yield from ((f"Host: 127.0.0.1:{self._target}",) if self._strips else ())
        yield from LIES
        yield from (line for line in rest if not line.lower().startswith(dropped or ("none:",)))


async def _pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await source.read(65536):
            sink.write(data)
            await sink.drain()
    sink.close()


@contextmanager
def proxied(port: int, proxy: Proxy) -> Iterator[None]:
    """A proxy that listens on a port for as long as this lasts."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    server = asyncio.run_coroutine_threadsafe(asyncio.start_server(proxy.handle, "127.0.0.1", port), loop).result(10)
    try:
        yield
    finally:
        asyncio.run_coroutine_threadsafe(_end(server), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)


async def _end(server: asyncio.Server) -> None:
    server.close()
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def test_pages_lie_under_a_path_behind_either_kind_of_proxy(browser: Any, tmp_path: Path) -> None:
    """Row 13: links, the address after going on, back and loading again all keep the path; headers of the proxy move nothing."""
    outer, inner = free_port(), free_port()
    public = f"http://localhost:{outer}{UNDER}"
    command = [sys.executable, "-m", "diversion.experiments.cli.app", "view", "--no-open", "--port", str(inner)]
    with subprocess.Popen(
        [*command, "--public", public, "--db", str(tmp_path / "x.sqlite")], stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        try:
            link = re.search(r"http://\S+", process.stderr.readline())
            assert link is not None and link[0].startswith(f"{public}/?token=")
            for strips in (False, True):
                with proxied(outer, Proxy(inner, UNDER, strips)):
                    wander(browser.new_context(), link[0], public)
        finally:
            process.terminate()
            process.wait(20)


def wander(context: Any, link: str, public: str) -> None:
    """From page to page, back, and once more from the start."""
    page = context.new_page()
    page.set_default_timeout(60_000)
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(link)
    page.locator(".dv h1").wait_for()
    page.get_by_role("link", name="Save and share").click()
    page.wait_for_url(f"{public}/share?place=blackpool")
    assert page.locator("pre").first.inner_text().startswith(f"{public}/?place=blackpool")
    page.get_by_role("link", name="Assumptions").click()
    page.wait_for_url(f"{public}/assumptions?place=blackpool")
    page.go_back()
    page.get_by_role("heading", name="Save, share, take away").wait_for()
    page.reload()
    page.get_by_role("heading", name="Save, share, take away").wait_for()
    assert page.get_by_role("link", name="Assumptions").get_attribute("href").startswith(f"{UNDER}/assumptions?")
    assert faults == []
    context.close()
