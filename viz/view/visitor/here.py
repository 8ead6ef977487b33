"""Who looks at this tab, and whether they still do: work for a tab is broken off when its connection is lost and not made anew.

A tab that is closed ends its work at once; one that is lost may be back in a moment, as when a train enters a tunnel.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import solara
from solara.server import kernel_context

from ..serve.tabs import tabs

NO_COOKIE = "session-id-cookie-unavailable"  # what the server's name for a visitor without one begins with
End = Callable[[], None]


def visitor() -> str:
    """Whose tab this is, as far as their cookie tells; nothing where there is none."""
    if not kernel_context.has_current_context():
        return ""
    name = str(kernel_context.get_current_context().session_id)
    return "" if name.startswith(NO_COOKIE) else name


def use_effect_while_here(begin: Callable[[], End | None], about: list[Any]) -> None:
    """As `solara.use_effect`, also undone when the tab is lost for good, and done again when it is back nevertheless."""
    again, set_again = solara.use_state(0)

    def start() -> End | None:
        end = begin()
        if end is None or not kernel_context.has_current_context():
            return end
        context = kernel_context.get_current_context()
        once = _once(end)

        def back() -> None:
            with context:
                set_again(lambda count: count + 1)

        unwatch = tabs().watch(context.id, once, back)

        def close() -> None:
            unwatch()
            once()

        return close

    solara.use_effect(start, [*about, again])


def _once(end: End) -> End:
    """The same, which does nothing a second time."""
    lock, left = threading.Lock(), [end]

    def close() -> None:
        with lock:
            calls = [left.pop()] if left else []
        for call in calls:
            call()

    return close


def _kernel_began() -> End:
    """Tell of this tab's beginning, and of its end."""
    kernel = str(kernel_context.get_current_context().id)
    tabs().kernel_began(kernel)
    return lambda: tabs().kernel_ended(kernel)


solara.lab.on_kernel_start(_kernel_began)
