"""Row 13: the link that is told can be opened, and the view lies behind a proxy and under a path where somebody says so."""

import socket
from pathlib import Path

import pytest

from diversion.scenarios.parameters import InputError
from diversion.viz.view.serve import front
from diversion.viz.view.serve.front import Front, front_of, invitation, outward


@pytest.mark.parametrize(
    ("public", "meant"),
    [
        ("", Front()),
        ("http://station:8765", Front("http://station:8765")),
        ("https://Tools.Example.org:443/diversion/", Front("https://tools.example.org", "/diversion")),
        ("https://tools.example.org/a/b-c_1.2", Front("https://tools.example.org", "/a/b-c_1.2")),
        ("http://[fd00::1]:8080/x", Front("http://[fd00::1]:8080", "/x")),
    ],
)
def test_a_public_address_is_read(public: str, meant: Front) -> None:
    """Row 13: what a proxy would say in headers is said once, by whoever starts the view."""
    assert front_of(public) == meant


@pytest.mark.parametrize(
    "public",
    [
        "tools.example.org", "/diversion", "ftp://a/b", "https://", "https://a:b@c/", "https://a/b?c", "https://a/b#c", "https://a:x/",
        "https://[", "https://a/<script>", "https://a/b'c", "https://a/../b", "https://a//b", "https://a/b%20c", "https://a/b c",
        "https://a b/c", 'https://a"b/', "https://a/static", "https://a/jupyter/x", "https://a/_solara", "https://a:99999/",
        "https://a/ü", "javascript://a/b", "https://-a/",
    ],
)  # fmt: skip
def test_what_could_not_stand_in_a_page_is_refused_in_a_sentence(public: str) -> None:
    """Row 13 and V3: the path is written into every page, so that nothing but plain names gets there."""
    with pytest.raises(InputError, match="cannot be the address of the view"):
        front_of(public)


@pytest.mark.parametrize("public", ["https://a/for-whom", "https://a/live/", "http://a:8765/share"])
def test_a_path_that_is_also_the_name_of_a_page_is_refused_in_a_sentence(public: str) -> None:
    """Behind a proxy that takes the path away, that page loaded anew was the first page."""
    with pytest.raises(InputError, match="cannot be the address of the view: its path must not be the name of a page"):
        front_of(public)


def test_a_path_may_begin_as_a_page_does() -> None:
    """Only the whole of it can be mistaken for a page."""
    assert front_of("https://a/share/diversion").path == "/share/diversion"
    assert front_of("https://a/shared").path == "/shared"


def test_every_page_that_may_not_be_a_path_is_known() -> None:
    """They are named before Solara, which pages need, may be loaded."""
    pytest.importorskip("solara")
    from diversion.viz.view.app import beside_the_first

    assert {f"/{name}" for name in front.PAGES} == beside_the_first()


def test_a_path_is_the_same_whether_the_proxy_takes_away_what_is_before_it_or_not() -> None:
    """Row 13: both kinds of proxies are about."""
    under = Front("https://a", "/share")
    assert [under.inside(path) for path in ("/share/share", "/share", "/share/", "/live", "/shared")] == [
        "/share", "/", "/", "/live", "/shared",
    ]  # fmt: skip
    assert Front().inside("/share") == "/share"


def test_the_link_that_is_told_names_a_host_that_can_be_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    """Row 13: with --host 0.0.0.0 the link named the container."""
    monkeypatch.setattr(front, "CONTAINERS", ())
    monkeypatch.setattr(front, "outward", lambda host: "fd00::5" if ":" in host else "10.1.2.3")
    told = invitation(Front(), "0.0.0.0", 80, "key")
    assert "http://127.0.0.1:80/?token=key" in told and "http://10.1.2.3:80/?token=key on others" in told
    assert "http://[::1]:80/?token=key" in (six := invitation(Front(), "::", 80, "key"))
    assert "http://[fd00::5]:80/?token=key on others" in six
    assert invitation(Front(), "10.9.9.9", 80, "key").startswith("Open http://10.9.9.9:80/?token=key in a browser. ")
    public = invitation(Front("https://a", "/b"), "0.0.0.0", 80, "key")
    assert public == "Open https://a/b/?token=key in a browser. Ctrl-C ends it."


def test_a_container_says_that_its_own_name_is_of_no_use(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Row 13: nothing inside knows by which name the machine around it is reached."""
    monkeypatch.setattr(front, "CONTAINERS", (tmp_path,))
    told = invitation(Front(), "0.0.0.0", 80, "key")
    assert "--public" in told and socket.gethostname() not in told


def test_without_a_network_the_machine_still_has_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """Row 13: the way out is only looked up."""

    def none(*_: object) -> None:
        raise OSError("no network")

    monkeypatch.setattr(socket.socket, "connect", none)
    assert outward("0.0.0.0") == outward("::") == socket.gethostname()
