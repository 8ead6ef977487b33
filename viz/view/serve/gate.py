"""Stands before the server: lets in only who may, and makes what it sends fit for every reader.

On this machine alone, requests must name it by a local name, so that no web site can reach it through a visitor's browser.
For other machines a token from the printed link is wanted, which a cookie then remembers. What no page needs nobody gets.

Core objects: Gate, which answers from the first moment on; Inside, what it guards once that is loaded.
"""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Awaitable, Callable, Collection, Iterator, MutableMapping
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from .allowed import HEADERS, needed
from .front import LOCAL, Front

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

COOKIE: Final = (
    "diversion-token"  # with the port behind it: a browser gives all of a machine's servers the same cookies
)
CLOSED: Final = 4403  # what a refused web socket is closed with
NO_TOKEN: Final = "This page needs the link that `diversion view` printed, with its token; ask whoever started it."
OLD_TOKEN: Final = (
    "This token is not that of the view that runs here now, which makes a new one at each start; "
    "ask whoever started it for the new link."
)
FOREIGN: Final = (
    "A page from another address asked for this (its Origin is not the address that was asked), and may not. Where a proxy "
    "stands before the view, start it with --public and the address that browsers see."
)
NOT_LOCAL: Final = (
    "This page is only for the machine it runs on, by the name localhost or 127.0.0.1; start it with --host to let others in, "
    "or with --public behind a proxy."
)
NO_PAGE: Final = "There is no such page here; the first page is at /, and leads to all others."
# No page of ours is complete without these; the server's own template forbids zooming and names no language.
REPAIRS: Final = (
    (b"<html>", b'<html lang="en-GB">'),
    (
        b'content="width=device-width, initial-scale=1, maximum-scale=1, user-scalable=no, minimal-ui"',
        b'content="width=device-width, initial-scale=1"',
    ),
    # The server's messages lay on one another where it was gone; the style sheet shows one at a time.
    (
        b'<v-progress-circular indeterminate size="128" style="text-align: center;">Server\n'
        b"                disconnected.</v-progress-circular>",
        b'<div class="dv-lost" role="alert">The connection to Diversion is lost; this page tries to get it back. If it does not '
        b"come back, ask whoever started it. The address of this page brings your scenario back.</div>",
    ),
    (b">Please refresh the page<", b">This page has lost its connection<"),
    (
        b"Could not restore session. Please refresh.",
        b"Diversion was started anew meanwhile. Load the page again: its address brings your scenario back.",
    ),
    (b"Refresh now", b"Load it again"),
    (
        b"App is disconnected, and may not function properly. Please refresh the page.",
        b"This page has lost its connection and shows what was. Load it again: its address brings your scenario back.",
    ),
)
POLICY: Final = (
    "default-src 'self' data: blob:; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; "
    "style-src 'self' 'unsafe-inline'; connect-src 'self' ws: wss:; object-src 'none'; base-uri 'self'; form-action 'self'; "
    "frame-ancestors 'self'"
)
ALWAYS: Final = (
    (b"content-security-policy", POLICY.encode()),
    (b"referrer-policy", b"same-origin"),  # with none at all, browsers would hide from us that our own pages ask
    (b"x-content-type-options", b"nosniff"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)
# The server's router forgets the path that pages lie under when it leads from one to the next; that path is plain names.
UNDER: Final = """<script>{
    const push = history.pushState.bind(history), under = "%s";
    const lost = (url) => typeof url === "string" && /^[/](?![/])/.test(url) && !url.startsWith(under + "/");
    history.pushState = (state, title, url) => push(state, title, lost(url) ? under + url : url);
}</script>"""
PREPARING: Final = """<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>Diversion is starting</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta http-equiv="refresh" content="2">
<link rel="icon" href="data:,"></head>
<body style="font: 18px/1.5 Arial, Helvetica, sans-serif; margin: 3em auto; max-width: 34em; padding: 0 1em; color: #0b0c0c">
<main><h1>Diversion is starting</h1><p role="status">Its pages are being loaded, which takes some seconds, the first time on a
computer up to half a minute. This page goes on by itself.</p></main></body></html>"""


@dataclass(frozen=True, slots=True)
class Inside:
    """What is behind the gate: `installed` is the folder with the libraries of pages.

    `pages` are the addresses of the pages beside the first; it answers for as long as it is in its `life`.
    """

    app: App
    installed: Path
    pages: Collection[str]
    life: Callable[[], AbstractAsyncContextManager[Any]] = nullcontext


class Gate:
    """Stands before what it is to `show`; until then people read that it is being prepared, and programs wait.

    `token` is empty where only this machine may look; `port` is the one it listens on.
    """

    def __init__(self, token: str, front: Front = Front(), port: int = 0) -> None:  # noqa: B008 (never changed)
        """Guard what is not there yet."""
        self._token, self._front = token, front
        self._cookie = f"{COOKIE}-{port}"
        self._inside: Inside | None = None
        self._shown = asyncio.Event()

    def show(self, inside: Inside) -> None:
        """From now on, let those who may to what is inside."""
        self._inside = inside
        self._shown.set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request or web socket, or refuse it with one sentence."""
        scope = {**scope, "path": self._front.inside(scope["path"])}
        stranger = self._stranger(scope)
        if stranger:
            await _refuse(scope, send, 403, stranger)
        elif self._inside is None and scope["type"] == "http" and "text/html" in _headers(scope).get("accept", ""):
            await _preparing(self._sender(scope, send))
        else:
            await self._shown.wait()
            await self._let_in(scope, receive, send)

    async def _let_in(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on what a page needs; whoever asks may look."""
        inside = self._inside
        assert inside is not None
        if not needed(scope.get("method", ""), scope["path"], inside.installed, inside.pages):
            await _refuse(scope, send, 404, NO_PAGE)
        else:
            sender = send if scope["type"] == "websocket" else self._sender(scope, send)
            await inside.app(_stripped(scope), receive, sender)

    def _stranger(self, scope: Scope) -> str:
        headers = _headers(scope)
        host = headers.get("host", "")
        if not self._token and _address(f"//{host}")[1] not in LOCAL:
            return NOT_LOCAL
        # A page that hides where it is from says "null", which is no more from here than any other site.
        if "origin" in headers and not self._from_here(headers["origin"], host):
            return FOREIGN
        if not self._token:
            return ""
        brought = list(self._tokens(scope))
        if any(hmac.compare_digest(each.encode(), self._token.encode()) for each in brought):
            return ""
        return OLD_TOKEN if brought else NO_TOKEN

    def _from_here(self, origin: str, host: str) -> bool:
        """Whether a page of this very view asks, as far as the browser says so."""
        return bool(origin) and (bool(host) and _address(origin)[0] == host or origin == self._front.origin)

    def _tokens(self, scope: Scope) -> Iterator[str]:
        """The tokens that a request brings, in its link or its cookie."""
        yield from _tokens_in_link(scope)
        for pair in _headers(scope).get("cookie", "").split(";"):  # Python's own reader gives up at any odd neighbour
            name, _, value = pair.strip().partition("=")
            if name == self._cookie:
                yield value

    def _sender(self, scope: Scope, send: Send) -> Send:
        """Send on what comes, HTML repaired, with the cookie and a policy that lets nothing from elsewhere in."""
        held: list[Message] = []
        parts: list[bytes] = []

        async def repaired(message: Message) -> None:
            if message["type"] == "http.response.start":
                sent = [self._narrowed(*pair) for pair in message.get("headers", [])]
                message["headers"] = [*sent, *self._more_headers(scope)]
                if not _is_html(message):
                    await send(message)
                    return
                held.append(message)
            elif held:
                parts.append(message.get("body", b""))
                if not message.get("more_body"):
                    await _send_html(send, held.pop(), b"".join(parts), self._front.path)
            else:
                await send(message)

        return repaired

    def _more_headers(self, scope: Scope) -> Iterator[tuple[bytes, bytes]]:
        yield from ALWAYS
        if self._token and self._token in _tokens_in_link(scope):
            # Lax: whoever has been here may also come by a link in a letter; what other sites ask for brings no cookie.
            where = f"Path={self._front.path or '/'}; HttpOnly; SameSite=Lax"
            secure = "; Secure" if self._front.secure else ""
            yield b"set-cookie", f"{self._cookie}={self._token}; {where}{secure}".encode()

    def _narrowed(self, name: bytes, value: bytes) -> tuple[bytes, bytes]:
        """A header as it is, or a cookie of the server behind us that goes nowhere but to these pages."""
        if name.lower() != b"set-cookie":
            return name, value
        under = value.replace(b"; Path=/;", f"; Path={self._front.path or '/'};".encode())
        return name, under + (b"; Secure" if self._front.secure and b"; secure" not in under.lower() else b"")


def _stripped(scope: Scope) -> Scope:
    """The request with only the headers that answers depend on.

    HTML must come as it is to be repaired, so that for a page nothing is said of compression; files may be compressed.
    """
    kept = HEADERS if "." in scope["path"] else HEADERS - {b"accept-encoding"}
    return {**scope, "headers": [(name, value) for name, value in scope["headers"] if name.lower() in kept]}


def _headers(scope: Scope) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope.get("headers", [])}


def _address(url: str) -> tuple[str, str]:
    """The host with its port, and without; both empty where there is none or it cannot be read."""
    try:
        parts = urlsplit(url)
        return parts.netloc, parts.hostname or ""
    except ValueError:
        return "", ""


def _tokens_in_link(scope: Scope) -> list[str]:
    return parse_qs(scope.get("query_string", b"").decode("latin-1")).get("token", [])


def _is_html(message: Message) -> bool:
    headers = {name.lower(): value for name, value in message["headers"]}
    return headers.get(b"content-type", b"").startswith(b"text/html") and b"content-encoding" not in headers


async def _send_html(send: Send, start: Message, body: bytes, under: str) -> None:
    for before, after in REPAIRS:
        body = body.replace(before, after, 1)
    if under:
        body = body.replace(b"<head>", f"<head>{UNDER % under}".encode(), 1)
    kept = [
        (name, value) for name, value in start["headers"] if name.lower() not in (b"content-length", b"cache-control")
    ]
    # What comes with a cookie that lets somebody in must be kept by no proxy for the next.
    start["headers"] = [*kept, (b"content-length", str(len(body)).encode()), (b"cache-control", b"no-store")]
    await send(start)
    await send({"type": "http.response.body", "body": body})


async def _preparing(send: Send) -> None:
    """For whoever comes before the pages are there."""
    headers = [(b"content-type", b"text/html; charset=utf-8"), (b"retry-after", b"2")]
    await send({"type": "http.response.start", "status": 503, "headers": headers})
    await send({"type": "http.response.body", "body": PREPARING.encode()})


async def _refuse(scope: Scope, send: Send, status: int, sentence: str) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": CLOSED, "reason": "not allowed"})
    else:
        await _plain(send, status, sentence)


async def _plain(send: Send, status: int, sentence: str) -> None:
    body = sentence.encode()
    kind = (b"content-type", b"text/plain; charset=utf-8")
    headers = [*ALWAYS, kind, (b"content-length", str(len(body)).encode()), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
