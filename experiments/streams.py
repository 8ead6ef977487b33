"""Where text goes out, whatever the stream's encoding, whoever reads it, and whatever a title holds.

Everything that the commands print goes through `put`, `put_json` or a console of `consoles.py`, so that nothing computed is
lost on the way out. A character that the stream's encoding lacks becomes a readable one, in JSON an escape; control
characters, which would let a title from a file move the cursor of a terminal, are left out.
"""

from __future__ import annotations

import codecs
import json
import sys
import unicodedata
from typing import Any, Final

READABLE: Final = "diversion-readable"  # how Python knows what to do about a character that is lacking
ESCAPED: Final = "diversion-escaped"
OURS_TO_SET: Final = ("strict", "surrogateescape", "backslashreplace", READABLE, ESCAPED)  # not what somebody chose
# What has no plainer form in Unicode's own tables.
PLAINER: Final = {
    **dict.fromkeys("−‐‑‒–—―─━", "-"),
    **dict.fromkeys("“”„‟«»", '"'),
    **dict.fromkeys("‘’‚‛", "'"),
    **dict.fromkeys("│┃", "|"),
    **{"£": "GBP ", "€": "EUR ", "×": "x", "±": "+/-", "≤": "<=", "≥": ">=", "→": "->", "←": "<-", "⁄": "/", "•": "*"},
    **{
        "∞": "infinity",
        "μ": "mu",
        "σ": "sigma",
        "ß": "ss",
        "æ": "ae",
        "Æ": "AE",
        "ø": "o",
        "Ø": "O",
        "ł": "l",
        "Ł": "L",
    },
}
# Control characters but for the line's end and the tab, and those that turn the direction of writing around.
UNSEEN: Final = [*range(9), *range(11, 32), *range(127, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
LEFT_OUT: Final = dict.fromkeys(UNSEEN)
AS_ESCAPES: Final = {code: f"\\u{code:04x}" for code in UNSEEN}


class OutputLost(Exception):
    """Standard output takes no more; `closed` says that its reader has gone, as `| head` does."""

    def __init__(self, error: OSError) -> None:
        """Hold why."""
        super().__init__(error.strerror or str(error))
        self.closed = isinstance(error, BrokenPipeError)


# --- characters that a stream lacks ----------------------------------------------------------------------------------


def plainer(text: str) -> str:
    """The text in ASCII, as near as can be read.

    Example:
        >>> plainer("−12 to “5”, Ynys Môn…")
        '-12 to "5", Ynys Mon...'
    """
    return "".join(each if each.isascii() else _plainer(each) for each in text)


def _plainer(character: str) -> str:
    if character in PLAINER:
        return PLAINER[character]
    parts = unicodedata.normalize("NFKD", character)
    return "".join(part if part.isascii() else PLAINER.get(part, "") for part in parts) or "?"


def _readable(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return plainer(error.object[error.start : error.end]), error.end


def _escaped(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return json.dumps(error.object[error.start : error.end])[1:-1], error.end


codecs.register_error(READABLE, _readable)
codecs.register_error(ESCAPED, _escaped)


def open_to_all_text(as_json: bool) -> None:
    """Let standard output and standard error take every character; of JSON, as an escape where they must."""
    for stream, handler in ((sys.stdout, ESCAPED if as_json else READABLE), (sys.stderr, READABLE)):
        if hasattr(stream, "reconfigure") and stream.errors in OURS_TO_SET:
            stream.reconfigure(errors=handler)


# --- writing ---------------------------------------------------------------------------------------------------------


def put(text: str = "", end: str = "\n", aside: bool = False) -> None:
    """Print a text, on standard error when it goes aside.

    Raises:
        OutputLost: standard output takes no more.
    """
    write(text.translate(LEFT_OUT) + end, aside)


def put_json(data: Any, aside: bool = False) -> None:
    """Print data as JSON that a person can read."""
    write(json_text(data, indent=2, allow_nan=False) + "\n", aside)


def json_text(data: Any, indent: int | None = None, allow_nan: bool = True) -> str:
    """The data as JSON, in which no character can move a cursor."""
    return json.dumps(data, indent=indent, ensure_ascii=False, allow_nan=allow_nan).translate(AS_ESCAPES)


def write(text: str, aside: bool = False) -> None:
    """Write a text that is fit for a terminal; whoever does not listen to what goes aside misses nothing else."""
    stream = sys.stderr if aside else sys.stdout
    if stream is None:  # the program was started with it closed
        return
    try:
        stream.write(text)
        if aside:
            stream.flush()
    except OSError as error:
        if not aside:
            raise OutputLost(error) from None


def finish() -> None:
    """Make sure that all that was written has arrived.

    Raises:
        OutputLost: standard output takes no more.
    """
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError as error:
        raise OutputLost(error) from None
