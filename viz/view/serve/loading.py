"""Loads the pages while the server answers already: people who come early read so, and programs wait."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from .gate import Gate, Inside, Receive, Scope, Send


class Loading:
    """An application that answers from the first moment on: through the gate, behind which `load` puts the pages.

    `failed` is told what kept them from being loaded.
    """

    def __init__(self, gate: Gate, load: Callable[[], Inside], failed: Callable[[BaseException], None]) -> None:
        """Wait for the server to start."""
        self._gate, self._load, self._failed = gate, load, failed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Live from start to end, or answer one request."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        else:
            await self._gate(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "lifespan.startup.complete"})
        over = asyncio.Event()
        living = asyncio.create_task(self._show_until(over))
        await receive()
        over.set()
        await living
        await send({"type": "lifespan.shutdown.complete"})

    async def _show_until(self, over: asyncio.Event) -> None:
        try:
            inside = await asyncio.to_thread(self._load)
            if over.is_set():
                return
            async with inside.life():
                self._gate.show(inside)
                await over.wait()
        except Exception as error:
            self._failed(error)
