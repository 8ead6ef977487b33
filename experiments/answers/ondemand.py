"""A table whose entries are worked out when they are first asked for, so that showing ten of them does not cost hundreds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class OnDemand(Mapping[Key, Value]):
    """Looks like a dict with these keys; each value is made once, by `make`, when somebody looks at it."""

    def __init__(self, keys: Iterable[Key], make: Callable[[Key], Value]) -> None:
        """Make nothing yet."""
        self._keys = dict.fromkeys(keys)
        self._make = make
        self._made: dict[Key, Value] = {}

    def __getitem__(self, key: Key) -> Value:
        """The value, made now where it was not yet."""
        if key not in self._made:
            if key not in self._keys:
                raise KeyError(key)
            self._made[key] = self._make(key)
        return self._made[key]

    def __iter__(self) -> Iterator[Key]:
        """The keys, in the order given."""
        return iter(self._keys)

    def __len__(self) -> int:
        """How many there are, made or not."""
        return len(self._keys)
