"""Stands before the server: lets in only who may, and makes what it sends fit for every reader.

On this machine alone, requests must name it by a local name, so that no web site can reach it through a visitor's browser.
For other machines a token from the printed link is wanted, which a cookie then remembers. What no page needs nobody gets.
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, Collection, Iterator, MutableMapping
from http.cookies import CookieError, SimpleCookie
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from .allowed import HEADERS, needed

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

LOCAL: Final = ("127.0.0.1", "localhost", "::1")
COOKIE: Final = "diversion-token"
CLOSED: Final = 4403  # what a refused web socket is closed with
NO_TOKEN: Final = "This page needs the link that `diversion view` printed, with its token; ask whoever started it."
NOT_LOCAL: Final = "This page is only for the machine it runs on; start it with --host to let others in."
NO_PAGE: Final = "There is no such page here; the first page is at /, and leads to all others."
# No page of ours is complete without these; the server's own template forbids zooming and names no language.
REPAIRS: Final = (
    (b"<html>", b'<html lang="en-GB">'),
    (
        b'content="width=device-width, initial-scale=1, maximum-scale=1, user-scalable=no, minimal-ui"',
        b'content="width=device-width, initial-scale=1"',
    ),
)
POLICY: Final = (
    "default-src 'self' data: blob:; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; "
    "style-src 'self' 'unsafe-inline'; connect-src 'self' ws: wss:; frame-ancestors 'self'"
)


class Gate:
    """Wraps the server's application; `token` is empty where only this machine may look, `installed` holds pages' libraries.

    `pages` are the addresses of the pages beside the first.
    """

    def __init__(self, app: App, token: str, installed: Path, pages: Collection[str]) -> None:
        """Guard an application."""
        self._app = app
        self._token = token
        self._installed = installed
        self._pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request or web socket, or refuse it with one sentence."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        if refusal and scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": CLOSED, "reason": "not allowed"})
        elif refusal:
            await _plain(send, *refusal)
        elif scope["type"] == "websocket":
            await self._app(_stripped(scope), receive, send)
        else:
            await self._app(_stripped(scope), receive, self._sender(scope, send))

    def _refusal(self, scope: Scope) -> tuple[int, str] | None:
        """The status and the sentence for who may not come in, or asks for what no page needs."""
        stranger = self._stranger(scope)
        if stranger:
            return 403, stranger
        wanted = needed(scope.get("method", ""), scope["path"], self._installed, self._pages)
        return None if wanted else (404, NO_PAGE)

    def _stranger(self, scope: Scope) -> str:
        headers = _headers(scope)
        host = headers.get("host", "")
        # A page that hides where it is from says "null", which is no more from here than any other site.
        if "origin" in headers and not (host and _address(headers["origin"])[0] == host):
            return NOT_LOCAL if not self._token else NO_TOKEN
        if not self._token:
            return "" if _address(f"//{host}")[1] in LOCAL else NOT_LOCAL
        return (
            "" if any(hmac.compare_digest(each.encode(), self._token.encode()) for each in _tokens(scope)) else NO_TOKEN
        )

    def _sender(self, scope: Scope, send: Send) -> Send:
        """Send on what comes, HTML repaired, with the cookie and a policy that lets nothing from elsewhere in."""
        held: list[Message] = []
        parts: list[bytes] = []

        async def repaired(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *self._more_headers(scope)]
                if not _is_html(message):
                    await send(message)
                    return
                held.append(message)
            elif held:
                parts.append(message.get("body", b""))
                if not message.get("more_body"):
                    await _send_html(send, held.pop(), b"".join(parts))
            else:
                await send(message)

        return repaired

    def _more_headers(self, scope: Scope) -> Iterator[tuple[bytes, bytes]]:
        yield b"content-security-policy", POLICY.encode()
        yield b"referrer-policy", b"same-origin"  # with none at all, browsers would hide from us that our own pages ask
        if self._token and self._token in parse_qs(scope.get("query_string", b"").decode("latin-1")).get("token", ()):
            # Lax: whoever has been here may also come by a link in a letter; what other sites ask for brings no cookie.
            yield b"set-cookie", f"{COOKIE}={self._token}; Path=/; HttpOnly; SameSite=Lax".encode()


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


def _tokens(scope: Scope) -> Iterator[str]:
    """The tokens that a request brings, in its link or its cookie."""
    yield from parse_qs(scope.get("query_string", b"").decode("latin-1")).get("token", ())
    try:
        found = SimpleCookie(_headers(scope).get("cookie", "")).get(COOKIE)
    except CookieError:
        return
    if found is not None:
        yield found.value


def _is_html(message: Message) -> bool:
    headers = {name.lower(): value for name, value in message["headers"]}
    return headers.get(b"content-type", b"").startswith(b"text/html") and b"content-encoding" not in headers


async def _send_html(send: Send, start: Message, body: bytes) -> None:
    for before, after in REPAIRS:
        body = body.replace(before, after, 1)
    kept = [(name, value) for name, value in start["headers"] if name.lower() != b"content-length"]
    start["headers"] = [*kept, (b"content-length", str(len(body)).encode())]
    await send(start)
    await send({"type": "http.response.body", "body": body})


async def _plain(send: Send, status: int, sentence: str) -> None:
    body = sentence.encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
