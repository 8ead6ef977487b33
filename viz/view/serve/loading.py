"""Loads the pages while the server answers already: people who come early read so, and programs wait."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress

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
        loading = self._begin()
        over = asyncio.Event()
        living = asyncio.create_task(self._show_until(loading, over))
        await send({"type": "lifespan.startup.complete"})
        await receive()
        over.set()
        loading.cancel()  # where it is not there yet, nobody waits for it any more
        await living
        await send({"type": "lifespan.shutdown.complete"})

    async def _show_until(self, loading: asyncio.Future[Inside], over: asyncio.Event) -> None:
        try:
            inside = await loading
            async with inside.life():
                self._gate.show(inside)
                await over.wait()
        except asyncio.CancelledError:
            return
        except Exception as error:
            self._failed(error)

    def _begin(self) -> asyncio.Future[Inside]:
        """Load in a thread that nobody has to wait for at the end."""
        loop = asyncio.get_running_loop()
        loading: asyncio.Future[Inside] = loop.create_future()

        def settle(inside: Inside | None, error: Exception | None) -> None:
            if loading.done():
                return
            if inside is not None:
                loading.set_result(inside)
            elif error is not None:
                loading.set_exception(error)

        def work() -> None:
            found: tuple[Inside | None, Exception | None]
            try:
                found = self._load(), None
            except Exception as error:
                found = None, error
            with suppress(RuntimeError):  # the server has ended meanwhile
                loop.call_soon_threadsafe(settle, *found)

        threading.Thread(target=work, name="diversion-loading", daemon=True).start()
        return loading
