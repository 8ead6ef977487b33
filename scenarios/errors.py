"""What is said to somebody who typed something wrong: one plain sentence they can act on, with a hint where a name is near."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from typing import Final

LONGEST_WORD: Final = 200
LONGEST_MESSAGE: Final = 900
PLAIN_SPACE: Final = " \t\r\n"
NEAR: Final = 0.55  # of 1, how alike two names must be; below it a hint misleads


class InputError(ValueError):
    """Something a person typed is wrong; the message is one plain sentence they can act on.

    `about` is the field of a scenario file that it is about, for whoever knows the file's lines.
    """

    def __init__(self, message: str, about: tuple[str, ...] = ()) -> None:
        """Hold the sentence and, where it is known, the field."""
        super().__init__(_short(message))
        self.about = about


def visible(text: str) -> str:
    r"""The text with an escape for every character that nobody sees; most often such a one is what is wrong.

    Example:
        >>> visible("Ynys\u00a0Môn\ufeff")
        'Ynys\\xa0Môn\\ufeff'
    """
    return "".join(
        sign if sign.isprintable() or sign in PLAIN_SPACE else sign.encode("unicode_escape").decode("ascii")
        for sign in text
    )


def _short(message: str) -> str:
    """A sentence that quotes something endless, cut to what a person would read."""
    message = " ".join(visible(message).split())
    message = re.sub(rf"(\S{{{LONGEST_WORD}}})\S+", r"\1…", message)
    if len(message) > LONGEST_MESSAGE:
        return f"{message[:LONGEST_MESSAGE]} … (cut)."
    return f"{message}." if message.endswith("…") else message


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A hint to add to an error: the known name nearest to what was typed, or nothing."""
    by_sound = {_sounds(each): each for each in reversed(list(known))}
    near = difflib.get_close_matches(_sounds(name), by_sound, n=1, cutoff=NEAR)
    return f" Did you mean {by_sound[near[0]]}?" if near else ""


def _sounds(name: str) -> str:
    """How a name sounds: alike in capitals or not, with a line, a dash or a blank between its words."""
    return " ".join(name.casefold().replace("_", " ").replace("-", " ").split())
