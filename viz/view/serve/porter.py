"""Stands behind the gate: lets in no more tabs than can be served, and of what they say no more than pages have to say."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any, Final

from .allowed import READING, is_page
from .gate import App, Message, Receive, Scope, Send
from .tabs import Tabs

FULL: Final = 4503  # what the web socket of one tab too many is closed with
OFFENDED: Final = 1008  # and one that says what no page says
SOONEST: Final = 30  # seconds until a refused visitor should try again
LONGEST: Final = 1_000_000  # bytes of a message, and characters; pages send a few hundred
SAYS: Final = frozenset({"comm_open", "comm_msg", "comm_close", "comm_info_request", "kernel_info_request"})
# A page opens these two, and never a widget of its own making.
OPENS: Final = frozenset({"solara.control", "jupyter.widget.control"})


class Porter:
    """Wraps the server's application, which answers what the gate let through; `pages` as there."""

    def __init__(self, app: App, tabs: Tabs, pages: Collection[str]) -> None:
        """Count who comes and goes."""
        self._app = app
        self._tabs = tabs
        self._pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request or web socket, or refuse it with one sentence."""
        if scope["type"] == "websocket":
            await self._tab(scope, receive, send)
            return
        if scope["type"] == "http" and scope["method"] in READING and is_page(scope["path"], self._pages):
            refusal = self._tabs.refusal(visitor_of(scope))
            if refusal:
                from starlette.responses import PlainTextResponse  # slow to load, and needed by a server alone

                app: Any = PlainTextResponse(refusal, 503, {"retry-after": str(SOONEST)})
                await app(scope, receive, send)
                return
        await self._app(scope, receive, send)

    async def _tab(self, scope: Scope, receive: Receive, send: Send) -> None:
        kernel = scope["path"].split("/")[-2]
        if self._tabs.come(kernel, visitor_of(scope)):
            await send({"type": "websocket.close", "code": FULL, "reason": "full"})
            return

        async def heard() -> Message:
            message = await receive()
            if message["type"] == "websocket.receive" and not said_by_a_page(message.get("text")):
                return {"type": "websocket.disconnect", "code": OFFENDED}
            return message

        try:
            await self._app(scope, heard, send)
        finally:
            self._tabs.go(kernel)


def visitor_of(scope: Scope) -> str:
    """Whose request this is, as far as their cookie tells; nothing where there is none."""
    from solara.server.server import get_session_id_cookie
    from starlette.requests import HTTPConnection

    return get_session_id_cookie(HTTPConnection(scope).cookies) or ""


def said_by_a_page(text: str | None) -> bool:
    """Whether a message is one that a page of ours could send."""
    if not text or len(text) > LONGEST:
        return False
    try:
        said = json.loads(text)
        kind = said["header"]["msg_type"]
        return kind in SAYS and (kind != "comm_open" or said["content"]["target_name"] in OPENS)
    except (ValueError, TypeError, KeyError, RecursionError):
        return False
