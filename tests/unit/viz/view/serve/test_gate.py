"""The gate lets in only who may: this machine by a local name, or whoever has the token of the printed link."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from diversion.viz.view.serve.front import Front
from diversion.viz.view.serve.gate import (
    CLOSED,
    FOREIGN,
    NO_PAGE,
    NO_TOKEN,
    NOT_LOCAL,
    OLD_TOKEN,
    REPAIRS,
    App,
    Gate,
    Inside,
    Message,
)

VIEWPORT = b"width=device-width, initial-scale=1, maximum-scale=1, user-scalable=no, minimal-ui"
PROXIES = (
    "X_Script_Name", "script_name", "x_forwarded_prefix", "X_FORWARDED_HOST", "x_forwarded_proto", "x_forwarded_for",
    "x_forwarded_port", "forwarded", "x_original_url", "x_original_host", "x_rewrite_url", "x_real_ip", "x_host", "via",
)  # fmt: skip
PAGE = b'<html>\n<head><meta name="viewport" content="' + VIEWPORT + b'">'


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
    token: str = "",
    kind: str = "http",
    path: str = "/",
    query: str = "",
    behind: App | None = page,
    front: Front = Front(),  # noqa: B008
    port: int = 1,
    **headers: str,
) -> list[Message]:
    """What comes back for a request; with nothing behind the gate, before anything is loaded."""
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {}

    if kind == "websocket":
        path = f"{front.path}/jupyter/api/kernels/one/channels"
    pairs = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    method = {"method": "GET"} if kind == "http" else {}
    scope = {"type": kind, **method, "path": path, "query_string": query.encode(), "headers": pairs}
    gate = Gate(token, front, port)
    if behind is not None:
        gate.show(Inside(behind, Path("nowhere"), ()))
    asyncio.run(gate(scope, receive, send))
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


def test_whatever_is_repaired_stands_in_the_servers_own_page() -> None:
    """V8: a new version of the server that words its messages otherwise must be noticed."""
    page_ = (Path(pytest.importorskip("solara").__file__).parent / "server/templates/solara.html.j2").read_bytes()
    assert [before for before, _ in REPAIRS if before not in page_] == []


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

    lies: dict[str, Any] = {name: "/x" for name in PROXIES}
    assert ask(kind=kind, behind=listening, host="localhost", Cookie="a=b", origin="http://localhost", **lies)
    assert set(reached) == {"host", "Cookie", "origin"}


def said(messages: list[Message]) -> tuple[int, str]:
    """The status and what stands there."""
    return messages[0]["status"], messages[1]["body"].decode()


def test_a_refusal_says_its_true_cause() -> None:
    """Row 13: "needs its token" was said where the token was there and the Origin was the cause."""
    with_token: dict[str, Any] = {"query": "token=secret", "host": "station:80"}
    assert said(ask("secret", **with_token, origin="http://other")) == (403, FOREIGN)
    assert said(ask(host="localhost", origin="http://other")) == (403, FOREIGN)
    assert said(ask(host="station", origin="http://other")) == (403, NOT_LOCAL)
    assert said(ask("secret", host="station:80")) == (403, NO_TOKEN)
    assert said(ask("secret", host="station:80", query="token=of-yesterday")) == (403, OLD_TOKEN)
    assert said(ask("secret", host="station:80", cookie="diversion-token-1=of-yesterday")) == (403, OLD_TOKEN)


def test_two_guarded_views_on_one_host_do_not_shut_each_other_out() -> None:
    """Row 13: a browser sends a machine's cookies to every port of it, and both views called theirs alike."""
    jar = "; ".join(
        dict(ask(token, host=f"station:{port}", query=f"token={token}", port=port)[0]["headers"])[b"set-cookie"]
        .decode()
        .split(";")[0]
        for token, port in (("one", 81), ("two", 82))
    )
    assert ask("one", host="station:81", port=81, cookie=jar)[0]["status"] == 200
    assert ask("two", host="station:82", port=82, cookie=jar)[0]["status"] == 200
    assert said(ask("three", host="station:83", port=83, cookie=jar)) == (403, NO_TOKEN)


@pytest.mark.parametrize("path", ["/diversion", "/diversion/", "/"])
@pytest.mark.parametrize("host", ["tools.example.org", "127.0.0.1:8765"])
def test_behind_a_proxy_pages_lie_under_its_path_and_its_address_is_ours(path: str, host: str) -> None:
    """Row 13: proxies keep the path or take it away, keep the Host or write their own; none of them is believed."""
    front = Front("https://tools.example.org", "/diversion")
    came: dict[str, Any] = {"front": front, "path": path, "query": "token=secret", "host": host}
    messages = ask("secret", origin="https://tools.example.org", **came)
    assert messages[0]["status"] == 200
    assert b'under = "/diversion"' in messages[1]["body"]
    cookie = dict(messages[0]["headers"])[b"set-cookie"].decode()
    assert "Path=/diversion;" in cookie and cookie.endswith("; Secure")
    brought: dict[str, Any] = {"cookie": cookie.split(";")[0], "host": host, "front": front}
    assert ask("secret", "websocket", origin="https://tools.example.org", **brought)[0]["type"] == "websocket.accept"
    assert ask("secret", "websocket", origin="https://evil.example", **brought)[0]["code"] == CLOSED
    assert said(ask("secret", origin="http://tools.example.org", **came))[0] == (403 if host[0] == "1" else 200)


def test_no_header_of_a_visitor_moves_the_pages_that_lie_under_a_path() -> None:
    """Row 13 and V3: where pages lie is said once, on the command line."""
    front = Front("https://tools.example.org", "/diversion")
    lies: dict[str, Any] = {name: "/x'><script>" for name in PROXIES}
    messages = ask("secret", front=front, query="token=secret", host="tools.example.org", **lies)
    assert messages[0]["status"] == 200 and b"/x'>" not in messages[1]["body"]


@pytest.mark.parametrize(
    "request_", [{"host": "localhost"}, {"host": "evil.example"}, {"host": "localhost", "path": "/no"}]
)
def test_every_answer_has_the_headers_that_keep_others_out(request_: Any) -> None:
    """V8: no nosniff, no COOP."""
    headers = dict(ask(**request_)[0]["headers"])
    assert headers[b"x-content-type-options"] == b"nosniff"
    assert headers[b"cross-origin-opener-policy"] == b"same-origin"
    assert headers[b"cross-origin-resource-policy"] == b"same-origin"
    assert b"frame-ancestors 'self'" in headers[b"content-security-policy"]
    assert headers[b"cache-control"] == b"no-store"


def test_cookies_of_the_server_behind_go_nowhere_but_to_these_pages() -> None:
    """V8 and row 13: the session's cookie went to everything on the same host, in the clear."""

    async def with_cookie(scope: Any, receive: Any, send: Any) -> None:
        headers = [(b"content-type", b"text/plain"), (b"set-cookie", b"s=1; HttpOnly; Path=/; SameSite=lax")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})

    def cookie(front: Front) -> bytes:
        sent = ask("x", behind=with_cookie, front=front, query="token=x", host="a")[0]["headers"]
        return next(bytes(value) for name, value in sent if name == b"set-cookie")

    assert cookie(Front()) == b"s=1; HttpOnly; Path=/; SameSite=lax"
    assert cookie(Front("https://a", "/b")) == b"s=1; HttpOnly; Path=/b; SameSite=lax; Secure"


def test_whoever_comes_before_the_pages_are_loaded_reads_that_they_are_coming() -> None:
    """V8: the first start answered nobody for 18.5 seconds."""
    browser: dict[str, Any] = {"accept": "text/html,*/*;q=0.8", "behind": None}
    status, page_ = said(ask(host="localhost", path="/share", **browser))
    assert status == 503
    assert "being loaded" in page_ and 'http-equiv="refresh"' in page_
    assert said(ask(host="evil.example", **browser)) == (403, NOT_LOCAL)
    assert ask("secret", host="a", query="token=secret", **browser)[0]["status"] == 503


def test_a_program_that_comes_before_the_pages_are_loaded_waits_for_them() -> None:
    """V8: only people can read that they are coming."""
    gate = Gate("")
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def come_early() -> None:
        scope = {
            "type": "http",
            "method": "GET",
            "path": "/",
            "headers": [(b"host", b"localhost"), (b"accept", b"*/*")],
        }
        coming = asyncio.create_task(gate(scope, send, send))  # type: ignore[arg-type]
        await asyncio.sleep(0)
        assert not coming.done() and not sent
        gate.show(Inside(page, Path("nowhere"), ()))
        await coming

    asyncio.run(come_early())
    assert sent[0]["status"] == 200


@pytest.mark.parametrize(
    "others",
    [
        'prefs={"a": 1}; MINE', "foo; MINE", "a=b c; MINE", "a[0]=1; MINE", "n\u00e4me=1; MINE", "=; ;;MINE", "MINE; foo",
        "MINE;x=\"", "diversion-token-1=old; MINE",
    ],
)  # fmt: skip
def test_no_cookie_of_a_neighbour_shuts_a_visitor_out(others: str) -> None:
    """One odd cookie of another server on the same machine made the whole header unreadable."""
    cookie = others.replace("MINE", "diversion-token-1=secret")
    assert ask("secret", host="station:80", cookie=cookie)[0]["status"] == 200
    assert ask("secret", host="station:80", cookie=cookie.replace("=secret", "=wrong"))[1]["body"].decode() == OLD_TOKEN


def test_a_web_socket_that_would_read_html_waits_while_the_pages_are_loaded() -> None:
    """It was answered as if it had asked for a page, which breaks it."""
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def come() -> None:
        headers = [(b"host", b"localhost"), (b"accept", b"text/html")]
        scope = {"type": "websocket", "path": "/", "query_string": b"", "headers": headers}
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(Gate("")(scope, lambda: asyncio.sleep(0, {}), send), 0.05)

    asyncio.run(come())
    assert sent == []
