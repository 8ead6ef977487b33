"""The fields a visitor sets something with: a lever with slider and number box, and a choice from a list.

They are the browser's own fields, so a keyboard, a screen reader and a finger work as everywhere else, and they tell the
server when they are let go, not while they move.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import solara
import traitlets
from ipyvuetify import VuetifyTemplate


class LeverField(VuetifyTemplate):
    """A number with a slider, a box, a mark at its usual value and a way back to it."""

    template_file = (__file__, "lever.vue")
    name = traitlets.Unicode().tag(sync=True)
    label = traitlets.Unicode().tag(sync=True)
    unit = traitlets.Unicode().tag(sync=True)
    hint = traitlets.Unicode().tag(sync=True)
    usual = traitlets.Float().tag(sync=True)
    value = traitlets.Float().tag(sync=True)
    low = traitlets.Float().tag(sync=True)
    high = traitlets.Float().tag(sync=True)
    floor = traitlets.Float().tag(sync=True)
    ceiling = traitlets.Float(allow_none=True).tag(sync=True)
    step = traitlets.Float().tag(sync=True)
    changed = traitlets.Bool(False).tag(sync=True)
    refused = traitlets.Int(0).tag(sync=True)  # goes up when the server refuses a value: show again the one that holds
    on_value = traitlets.Callable(allow_none=True, default_value=None)

    def vue_moved(self, value: float | None) -> None:
        """Tell what it was moved to; nothing means back to the usual value."""
        if self.on_value is not None:
            self.on_value(None if value is None else float(value))


class ChoiceField(VuetifyTemplate):
    """One of a list of options."""

    template_file = (__file__, "choice.vue")
    name = traitlets.Unicode().tag(sync=True)
    label = traitlets.Unicode().tag(sync=True)
    hint = traitlets.Unicode().tag(sync=True)
    value = traitlets.Unicode().tag(sync=True)
    options: traitlets.List[list[str]] = traitlets.List().tag(sync=True)
    refused = traitlets.Int(0).tag(sync=True)  # as for a lever
    on_value = traitlets.Callable(allow_none=True, default_value=None)

    def vue_chosen(self, value: str) -> None:
        """Tell what was chosen, if it is one of the options."""
        if self.on_value is not None and value in (name for name, _ in self.options):
            self.on_value(value)


class AddressField(VuetifyTemplate):
    """Keeps the browser's address in step with what is on the screen, and the window's title and focus with the page."""

    template_file = (__file__, "address.vue")
    query = traitlets.Unicode().tag(sync=True)
    page = traitlets.Unicode().tag(sync=True)
    title = traitlets.Unicode().tag(sync=True)


@solara.component
def Choice(
    label: str,
    value: str,
    options: Mapping[str, str],
    on_value: Callable[[str], None],
    hint: str = "",
    name: str = "",
    refused: int = 0,
) -> None:
    """A list to choose from; `options` are titles by name, `refused` counts what was refused, if anything can be."""
    pairs = [list(pair) for pair in options.items()]
    called = name or label.lower().replace(" ", "-")
    ChoiceField.element(
        name=called, label=label, hint=hint, value=value, options=pairs, on_value=on_value, refused=refused
    )


class CopyField(VuetifyTemplate):
    """A text to copy; a link gets the server's name in front, which only the browser knows."""

    template_file = (__file__, "copy.vue")
    name = traitlets.Unicode().tag(sync=True)
    label = traitlets.Unicode().tag(sync=True)
    text = traitlets.Unicode().tag(sync=True)
    is_link = traitlets.Bool(False).tag(sync=True)


class NameField(VuetifyTemplate):
    """A line of text with a button, told when the button or Enter is pressed."""

    template_file = (__file__, "name.vue")
    name = traitlets.Unicode().tag(sync=True)
    label = traitlets.Unicode().tag(sync=True)
    action = traitlets.Unicode().tag(sync=True)
    longest = traitlets.Int(60).tag(sync=True)
    on_value = traitlets.Callable(allow_none=True, default_value=None)

    def vue_given(self, value: str) -> None:
        """Tell what was typed."""
        if self.on_value is not None:
            self.on_value(str(value))
