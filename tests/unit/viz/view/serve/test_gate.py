"""The gate lets in only who may: this machine by a local name, or whoever has the token of the printed link."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from diversion.viz.view.serve.gate import CLOSED, NO_PAGE, NOT_LOCAL, App, Gate, Message

VIEWPORT = b"width=device-width, initial-scale=1, maximum-scale=1, user-scalable=no, minimal-ui"
PROXIES = (
    "X_Script_Name", "script_name", "x_forwarded_prefix", "X_FORWARDED_HOST", "x_forwarded_proto", "x_forwarded_for",
    "x_forwarded_port", "forwarded", "x_original_url", "x_original_host", "x_rewrite_url", "x_real_ip", "x_host", "via",
)  # fmt: skip
PAGE = b'<html>\n<meta name="viewport" content="' + VIEWPORT + b'">'


async def page(scope: Any, receive: Any, send: Any) -> None:
    """A server behind the gate that always answers with a page, in two pieces."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.accept"})
        return
    await send(
        {"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/html; charset=utf-8")]}
    )
    await send({"type": "http.response.body", "body": PAGE[:20], "more_body": True})
    await send({"type": "http.response.body", "body": PAGE[20:]})


def ask(
    token: str = "", kind: str = "http", path: str = "/", query: str = "", behind: App = page, **headers: str
) -> list[Message]:
    """What comes back for a request."""
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {}

    if kind == "websocket":
        path = "/jupyter/api/kernels/one/channels"
    pairs = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    method = {"method": "GET"} if kind == "http" else {}
    scope = {"type": kind, **method, "path": path, "query_string": query.encode(), "headers": pairs}
    asyncio.run(Gate(behind, token, Path("nowhere"), ())(scope, receive, send))
    return sent


@pytest.mark.parametrize("host", ["127.0.0.1:8765", "localhost:8765", "[::1]:8765"])
def test_this_machine_is_let_in_by_its_local_names(host: str) -> None:
    assert ask(host=host)[0]["status"] == 200
    assert ask(kind="websocket", host=host, origin=f"http://{host}")[0]["type"] == "websocket.accept"


def test_a_web_site_that_points_its_name_at_this_machine_is_refused() -> None:
    assert ask(host="evil.example")[0]["status"] == 403
    assert ask(host="127.0.0.1:8765", origin="http://evil.example")[0]["status"] == 403
    refused = ask(kind="websocket", host="127.0.0.1:8765", origin="http://evil.example")
    assert refused == [{"type": "websocket.close", "code": CLOSED, "reason": "not allowed"}]


@pytest.mark.parametrize("origin", ["null", "", "[", "http://[", "http://127.0.0.1:9999", "http://localhost:8765"])
def test_whoever_hides_or_garbles_where_they_come_from_is_refused(origin: str) -> None:
    assert ask(host="127.0.0.1:8765", origin=origin)[0]["status"] == 403
    assert ask("secret", query="token=secret", host="127.0.0.1:8765", origin=origin)[0]["status"] == 403
    assert ask(kind="websocket", host="127.0.0.1:8765", origin=origin)[0]["code"] == CLOSED


@pytest.mark.parametrize("host", ["[", "", "[::1"])
def test_a_garbled_host_gets_the_sentence(host: str) -> None:
    start, body = ask(host=host)
    assert start["status"] == 403 and body["body"].decode() == NOT_LOCAL
    assert ask(host=host, origin="null")[0]["status"] == 403


def test_others_need_the_token_which_a_cookie_then_remembers() -> None:
    assert ask("secret", host="station:80")[0]["status"] == 403
    assert ask("secret", host="station:80", query="token=wrong")[0]["status"] == 403
    let_in = ask("secret", host="station:80", query="token=secret")[0]
    cookie = dict(let_in["headers"])[b"set-cookie"].decode()
    assert let_in["status"] == 200 and "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie  # with Strict, a link in webmail would lead nowhere
    assert ask("secret", host="station:80", cookie=cookie.split(";")[0])[0]["status"] == 200
    assert ask("secret", kind="websocket", host="station:80")[0]["code"] == CLOSED


def test_a_page_names_its_language_may_be_zoomed_and_loads_nothing_from_elsewhere() -> None:
    start, body = ask(host="localhost")
    assert b'<html lang="en-GB">' in body["body"]
    assert b"user-scalable=no" not in body["body"]
    headers = dict(start["headers"])
    assert headers[b"content-length"] == str(len(body["body"])).encode()
    assert b"default-src 'self'" in headers[b"content-security-policy"]


def test_a_page_that_is_not_there_gets_a_sentence_of_ours() -> None:
    start, body = ask(host="localhost", path="/nowhere")
    assert start["status"] == 404
    assert body["body"].decode() == NO_PAGE


def test_what_the_server_tells_about_visitors_is_kept_in() -> None:
    assert ask(host="localhost", path="/resourcez")[0]["status"] == 404


@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_no_header_reaches_the_server_that_speaks_for_a_proxy(kind: str) -> None:
    reached: list[str] = []

    async def listening(scope: Any, receive: Any, send: Any) -> None:
        reached.extend(name.decode() for name, _ in scope["headers"])
        await page(scope, receive, send)

    lies = {name: "/x" for name in PROXIES}
    assert ask(kind=kind, behind=listening, host="localhost", Cookie="a=b", origin="http://localhost", **lies)
    assert set(reached) == {"host", "Cookie", "origin"}
