"""Where browsers find the view: on this machine, by an address of it, or through a proxy and under a path.

A proxy is never believed: what it would say in headers, whoever starts the view says once, with `--public`.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from ....scenarios.parameters import InputError

EVERYWHERE: Final = ("0.0.0.0", "::")
LOCAL: Final = ("127.0.0.1", "localhost", "::1")
PORTS: Final = {"http": 80, "https": 443}
HOST: Final = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?|[0-9a-f]*:[0-9a-f:.]*", re.ASCII)
PATH: Final = re.compile(r"(/[A-Za-z0-9][A-Za-z0-9._-]*)*", re.ASCII)  # it is written into every page
TAKEN: Final = ("static", "jupyter")  # what our own files lie under
# The pages beside the first, which cannot be asked yet: behind a proxy that takes the path away, nobody could tell one from it.
PAGES: Final = ("live", "journeys", "police-time", "for-whom", "hangs", "assumptions", "share", "limits")
CONTAINERS: Final = (Path("/.dockerenv"), Path("/run/.containerenv"))
ABROAD: Final = "from outside, put the machine's own name and the published port in place, or name both with --public."
OUTSIDE: Final = (
    "192.0.2.1",
    9,
)  # an address that nobody has: it is only looked up which way leads there, nothing is sent


@dataclass(frozen=True, slots=True)
class Front:
    """What browsers see before our own paths: `origin`, as https://tools.example.org, and `path`, as /diversion.

    Both are empty where no proxy stands before the view.
    """

    origin: str = ""
    path: str = ""

    @property
    def secure(self) -> bool:
        """Whether browsers come over TLS, so that cookies shall go no other way."""
        return self.origin.startswith("https:")

    def inside(self, path: str) -> str:
        """A path as our pages know it, whether the proxy took the part before it away or not."""
        before = self.path
        return path[len(before) :] or "/" if before and f"{path}/".startswith(f"{before}/") else path


def front_of(public: str) -> Front:
    """What an address given with `--public` means.

    Raises:
        InputError: it is not an address that pages can lie under.
    """
    if not public:
        return Front()
    try:
        parts = urlsplit(public)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise InputError(_no(public, "it cannot be read")) from None
    path = parts.path.rstrip("/")
    if parts.scheme not in PORTS or not host:
        raise InputError(_no(public, "it must begin with http:// or https:// and a name"))
    if parts.username is not None or parts.query or parts.fragment or not HOST.fullmatch(host):
        raise InputError(_no(public, "it may hold a name, a port and a path, and nothing else"))
    if not PATH.fullmatch(path) or path.split("/")[1:2] in [[name] for name in TAKEN]:
        raise InputError(_no(public, f"its path must be plain names, the first of them none of {', '.join(TAKEN)}"))
    if path[1:] in PAGES:
        raise InputError(_no(public, f"its path must not be the name of a page of the view, which {path[1:]} is"))
    shown = "" if port in (None, PORTS[parts.scheme]) else f":{port}"  # browsers leave out the usual one
    return Front(f"{parts.scheme}://{_bracketed(host)}{shown}", path)


def _no(public: str, why: str) -> str:
    return f"--public {public!r} cannot be the address of the view: {why}, as in https://tools.example.org/diversion."


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


# --- what is told to whoever starts it -------------------------------------------------------------------------------


def link(front: Front, host: str, port: int, token: str) -> str:
    """The address to open: the public one, or one that reaches this machine from itself."""
    here = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return _link(front.origin or f"http://{_bracketed(here)}:{port}", front.path, token)


def invitation(front: Front, host: str, port: int, token: str) -> str:
    """What whoever starts the view is told: what to open here, and elsewhere where it listens everywhere."""
    first = f"Open {link(front, host, port, token)} in a browser"
    if front.origin or host not in EVERYWHERE:
        return f"{first}. Ctrl-C ends it."
    if any(sign.exists() for sign in CONTAINERS):
        return f"{first} inside this container; {ABROAD} Ctrl-C ends it."
    other = _link(f"http://{_bracketed(outward(host))}:{port}", "", token)
    return f"{first} on this machine, {other} on others. Ctrl-C ends it."


def _link(origin: str, path: str, token: str) -> str:
    return f"{origin}{path}/{f'?token={token}' if token else ''}"


def outward(host: str) -> str:
    """The address by which other machines reach this one, its name where there is no network."""
    family, far = (socket.AF_INET6, ("2001:db8::1", 9)) if ":" in host else (socket.AF_INET, OUTSIDE)
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as asking:
            asking.connect(far)
            found = str(asking.getsockname()[0])
    except OSError:
        return socket.gethostname()
    return socket.gethostname() if ipaddress.ip_address(found).is_unspecified else found
