"""Visitors of the view without a browser: they speak the web socket's language, so that only the server's work is measured.

Core object: Visitor, which opens a page, moves levers and hears every message that a browser would draw.
"""

from __future__ import annotations

import asyncio
import json
import time
import urllib.request
import uuid
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote, urlsplit

from websockets.asyncio.client import ClientConnection, connect

WORKING: Final = "Working out what that changes"
FIRST: Final = "a first answer, still getting better"
COMPLETE: Final = "the answer is complete"
TABLE: Final = "dv-scroll"
LARGEST: Final = 2**25  # bytes in a message
QUIET: Final = 120.0  # seconds without a word after which a visitor gives up


@dataclass
class Visitor:
    """One open tab. `models` are the levers by the name of their parameter; `errors` is what the server could not do."""

    address: str
    socket: ClientConnection
    page: str = field(default_factory=lambda: uuid.uuid4().hex)
    models: dict[str, str] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    heard: asyncio.Queue[str] = field(default_factory=asyncio.Queue)
    listening: asyncio.Task[None] | None = None

    @classmethod
    async def open(cls, address: str, path: str) -> Visitor:
        """Load a page, connect as its scripts do, and ask for the widgets."""
        cookie = await asyncio.to_thread(_cookie, f"{address}{path}")
        page, kernel = uuid.uuid4().hex, uuid.uuid4()
        place = f"ws://{urlsplit(address).netloc}/jupyter/api/kernels/{kernel}/channels?session_id={quote(page)}"
        headers = {"Cookie": cookie, "Origin": address}
        visitor = cls(address, await connect(place, additional_headers=headers, max_size=LARGEST), page)
        visitor.listening = asyncio.create_task(visitor.listen())
        comm = uuid.uuid4().hex
        await visitor.send("comm_open", {"comm_id": comm, "target_name": "solara.control", "data": {}})
        asked = {"method": "run", "args": {"path": path, "appName": None, "themes": {}, "dark": False}}
        await visitor.send("comm_msg", {"comm_id": comm, "data": asked})
        return visitor

    async def send(self, kind: str, content: dict[str, Any]) -> None:
        """Send one message."""
        header = {
            "msg_id": uuid.uuid4().hex,
            "msg_type": kind,
            "session": self.page,
            "username": "visitor",
            "date": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            "version": "5.3",
        }
        whole = {"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell"}
        await self.socket.send(json.dumps({**whole, "buffers": []}))

    async def listen(self) -> None:
        """Take in whatever comes, as a browser does."""
        async for got in self.socket:
            self.heard.put_nowait(got if isinstance(got, str) else got.decode("utf-8", "replace"))

    async def hear(self) -> str:
        """The next message, as text; levers are noted on the way."""
        text = await asyncio.wait_for(self.heard.get(), QUIET)
        if '"usual"' in text and '"comm_open"' in text:
            message = json.loads(text)
            state = message["content"]["data"]["state"]
            self.models[state["name"]] = message["content"]["comm_id"]
        if "Something went wrong" in text or "Traceback" in text:
            self.errors.append(text[:500])
        return text

    async def until(self, *words: str) -> None:
        """Hear until each of these stood in some message since now, in any order."""
        wanted = set(words)
        while wanted:
            text = await self.hear()
            wanted -= {each for each in wanted if each in text}

    async def move(self, lever: str, value: float) -> float:
        """Let a slider go, and return the seconds until its first new table has come."""
        began = time.perf_counter()
        content = {"event": "moved", "data": value}
        await self.send("comm_msg", {"comm_id": self.models[lever], "data": {"method": "custom", "content": content}})
        await self.until(WORKING)
        await self.drawn()
        return time.perf_counter() - began

    async def drawn(self) -> None:
        """Hear until an answer is said to be there and its table has come."""
        said = table = False
        while not (said and table):
            text = await self.hear()
            said = said or FIRST in text or COMPLETE in text
            table = table or TABLE in text

    async def rest(self, seconds: float) -> None:
        """Look at the page for a while, hearing what comes."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            with suppress(TimeoutError):
                await asyncio.wait_for(self.hear(), left)

    async def close(self) -> None:
        """Close the tab."""
        await self.socket.close()
        if self.listening is not None:
            await self.listening


def _cookie(link: str) -> str:
    with urllib.request.urlopen(link) as answer:
        given = answer.headers.get_all("Set-Cookie") or []
    return "; ".join(each.partition(";")[0] for each in given)
