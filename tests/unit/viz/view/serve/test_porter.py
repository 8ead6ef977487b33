"""Row V4: a page too many is refused in a sentence, its socket closed, and what no page says is not handed on."""

import asyncio
import json
from typing import Any

import pytest

pytest.importorskip("solara")

from diversion.viz.view.serve.porter import FULL, OFFENDED, Porter, said_by_a_page
from diversion.viz.view.serve.tabs import MOST_OF_ONE, Tabs

COOKIE = (b"cookie", b"solara-session-id=one")
TALK = "/jupyter/api/kernels/{}/channels"


def meet(tabs: Tabs, path: str = "/", kind: str = "http", says: str = "") -> tuple[list[Any], list[Any]]:
    """What a visitor is sent, and what reaches the server behind the porter."""
    sent: list[Any] = []
    reached: list[Any] = []

    async def behind(scope: Any, receive: Any, send: Any) -> None:
        reached.append(await receive() if scope["type"] == "websocket" else scope["path"])
        await send({"type": "answered"})

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {"type": "websocket.receive", "text": says}

    scope = {"type": kind, "method": "GET", "path": path, "headers": [COOKIE]}
    asyncio.run(Porter(behind, tabs, ("/live",))(scope, receive, send))
    return sent, reached


def test_a_page_too_many_is_refused_and_files_for_the_others_are_not() -> None:
    tabs = Tabs(lambda _: None)
    for number in range(MOST_OF_ONE):
        tabs.come(str(number), "one")
    for path in ("/", "/live", "/live/"):
        sent, reached = meet(tabs, path)
        assert sent[0]["status"] == 503 and b"12 pages open" in sent[1]["body"] and not reached
    assert meet(tabs, "/static/main-vuetify.js")[1]
    assert meet(tabs, TALK.format("more"), "websocket") == (
        [{"type": "websocket.close", "code": FULL, "reason": "full"}],
        [],
    )


def test_a_tab_is_counted_for_as_long_as_it_is_connected() -> None:
    tabs = Tabs(lambda _: None)
    assert meet(tabs, TALK.format("one"), "websocket", '{"header": {"msg_type": "comm_msg"}}')[1][0]["type"].endswith(
        "receive"
    )
    assert tabs.count == 0


def test_whoever_says_what_no_page_says_is_gone_for_the_server() -> None:
    said = meet(Tabs(lambda _: None), TALK.format("one"), "websocket", "{}")[1]
    assert said == [{"type": "websocket.disconnect", "code": OFFENDED}]


@pytest.mark.parametrize(
    ("kind", "content", "said"),
    [
        ("comm_open", {"target_name": "solara.control"}, True),
        ("comm_open", {"target_name": "jupyter.widget.control"}, True),
        ("comm_open", {"target_name": "jupyter.widget"}, False),
        ("comm_open", {}, False),
        ("comm_msg", {}, True),
        ("kernel_info_request", {}, True),
        ("execute_request", {"code": "1"}, False),
        ("shutdown_request", {}, False),
    ],
)
def test_a_page_opens_two_lines_and_talks_on_them(kind: str, content: dict[str, Any], said: bool) -> None:
    assert said_by_a_page(json.dumps({"header": {"msg_type": kind}, "content": content})) is said
