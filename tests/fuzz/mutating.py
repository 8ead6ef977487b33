"""What goes wrong with a file: its bytes, its lines, its tree or one of its values, one to four times over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import Any, Final

import yaml

from .odd import SIGNS, VALUES

Step = int | str
DUMPER: Final = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
MOST_BYTES: Final = 200_000
RAW_BYTES: Final = [
    b"\0",
    b"\xff",
    b"\xfe\xff",
    b"\xef\xbb\xbf",
    b"\xed\xa0\x80",
    b"\xc0\x80",
    b"\xf8\x88\x80\x80\x80",
    b"\x80",
    b"\xe2\x82",
    b"\r",
    b"\x1a",
]
ENCODINGS: Final = ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1", "cp1252", "cp437", "utf-7", "utf-8-sig"]


def mutated(seed: bytes, rng: Random, others: Sequence[bytes], names: Sequence[str]) -> bytes:
    """The seed with one to four things wrong with it; now and then nothing."""
    data = seed
    for _ in range(rng.choice((0, 1, 1, 1, 1, 1, 2, 2, 3, 4))):
        how: Callable[..., bytes] = rng.choice((_tree, _tree, _tree, _lines, _lines, _bytes))
        data = how(data, rng, others, names)[:MOST_BYTES]
    return data


# --- bytes -----------------------------------------------------------------------------------------------------------


def _bytes(data: bytes, rng: Random, others: Sequence[bytes], _names: Sequence[str]) -> bytes:
    at, to = sorted((rng.randint(0, len(data)), rng.randint(0, len(data))))
    to = min(to, at + rng.choice((1, 3, 20, 200)))
    match rng.randint(0, 11):
        case 0:
            return data[:at] + rng.choice(RAW_BYTES) + data[to if rng.random() < 0.3 else at :]
        case 1 | 2 | 3:
            return data[:at] + rng.choice(SIGNS).encode() + data[to if rng.random() < 0.3 else at :]
        case 4:
            return data[:at]
        case 5:
            return data[:at] + data[to:]
        case 6:
            return data[:at] + data[at:to] * rng.choice((2, 3, 500)) + data[to:]
        case 7:
            return data.decode("utf-8", "replace").encode(rng.choice(ENCODINGS), "replace")
        case 8:
            return data.replace(
                b"\n", rng.choice((b"\r\n", b"\r", b"\n\n", b"\n\r", b"\xc2\x85", b"\xe2\x80\xa8", b"\x0b"))
            )
        case 9:
            return (
                rng.choice(
                    (
                        b"\xef\xbb\xbf",
                        b"\xef\xbb\xbf" * 2,
                        b"---\n",
                        b"%YAML 1.1\n---\n",
                        b"\n\n",
                        b"\t",
                        b"#",
                        b"---\n---\n",
                    )
                )
                + data
            )
        case 10:
            other = rng.choice(others)
            return data[:at] + other[rng.randint(0, len(other)) :]
        case _:
            return rng.choice(
                (
                    b"",
                    b"\n",
                    b" ",
                    b"#",
                    b"---",
                    b"...",
                    b"null",
                    b"[]",
                    b"{}",
                    b"1",
                    b"\0",
                    b"a",
                    b"'",
                    data + b"\n---\n" + data,
                    data + b"\n...\n",
                )
            )


# --- lines -----------------------------------------------------------------------------------------------------------


def _lines(data: bytes, rng: Random, others: Sequence[bytes], names: Sequence[str]) -> bytes:
    lines = data.decode("utf-8", "replace").split("\n")
    at = rng.randrange(len(lines))
    line = lines[at]
    name, colon, _ = line.partition(":")
    match rng.randint(0, 9):
        case 0:
            del lines[at]
        case 1:
            lines.insert(at, line)
        case 2 | 3 | 4:
            lines[at] = f"{name}{colon or ':'} {rng.choice(VALUES)}"
        case 5:
            lines[at] = " " * rng.randint(1, 4) + line if rng.random() < 0.5 else line.lstrip()
        case 6:
            lines[at] = f"{' ' * (len(name) - len(name.lstrip()))}{rng.choice(names)}{line[len(name) :]}"
        case 7:
            other = rng.choice(others).decode("utf-8", "replace").split("\n")
            lines.insert(at, rng.choice(other))
        case 8:
            opening = rng.choice(("[", "{a: ", "- ", "? ", "{[", "!!map {a: "))
            lines[at] = f"{name}: " + opening * rng.choice((3, 50, 500, 20_000))
        case _:
            lines.insert(rng.randrange(len(lines)), lines.pop(at))
    return "\n".join(lines).encode("utf-8", "replace")


# --- the tree --------------------------------------------------------------------------------------------------------


def _tree(data: bytes, rng: Random, others: Sequence[bytes], names: Sequence[str]) -> bytes:
    """Something in its place in the tree; what is no tree has only lines."""
    tree, raw = _loaded(data), list[str]()
    if not isinstance(tree, dict) or not tree:
        return _lines(data, rng, others, names)
    whole = {"top": tree}
    for _ in range(rng.choice((1, 1, 1, 2))):
        _change(whole, rng, others, names, raw)
    try:
        style = rng.choice((False, False, None, True))
        text = yaml.dump(
            whole["top"], Dumper=DUMPER, sort_keys=False, allow_unicode=True, default_flow_style=style, width=200
        )
    except (yaml.YAMLError, RecursionError, TypeError):
        return data
    for number, value in enumerate(raw):
        text = text.replace(_mark(number), value)
    return text.encode("utf-8", "replace")


def _loaded(data: bytes) -> Any:
    if any(data.count(sign) > 2_000 for sign in (b"[", b"{", b"- ", b"? ")):  # the reader in C would run out of stack
        return None
    try:
        return yaml.load(data, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except (yaml.YAMLError, ValueError, RecursionError, AttributeError, KeyError, TypeError, IndexError):
        return None


def _mark(number: int) -> str:
    return f"RAW{number}RAW"


def _change(whole: dict[str, Any], rng: Random, others: Sequence[bytes], names: Sequence[str], raw: list[str]) -> None:
    spots = list(_spots(whole))
    inside, step = rng.choice(spots[1:] or spots)
    here = inside[step]
    match rng.randint(0, 11):
        case 0 | 1 | 2:
            raw.append(rng.choice(VALUES))
            inside[step] = _mark(len(raw) - 1)
        case 3 | 4 if isinstance(here, int | float) and not isinstance(here, bool):
            inside[step] = rng.choice(
                (
                    here * 10,
                    here * 1e6,
                    here / 1e6,
                    -here,
                    here + 1,
                    here - 1,
                    float(here),
                    here * 1.5,
                    0,
                    1,
                    1e300,
                    here * rng.random(),
                )
            )
        case 3 | 4 | 5:
            other = rng.choice(spots)
            inside[step] = _copied(other[0][other[1]])
        case 6:
            if isinstance(inside, dict) and inside is not whole:
                renamed = {(rng.choice(names) if key == step else key): value for key, value in inside.items()}
                inside.clear()
                inside.update(renamed)
        case 7:
            if inside is not whole:
                del inside[step]
        case 8:
            inside[step] = rng.choice(
                ([here], {"value": here}, {rng.choice(names): here}, [here, here], [[here]], {"like": here})
            )
        case 9:
            tree = _loaded(rng.choice(others))
            if isinstance(tree, dict) and tree:
                other = rng.choice(list(_spots({"top": tree})))
                inside[step] = other[0][other[1]]
        case 10:
            if isinstance(here, dict):
                raw.append(rng.choice(VALUES))
                here[rng.choice(names)] = _mark(len(raw) - 1)
            elif isinstance(here, list):
                here.extend(_copied(here))
        case _:
            for _ in range(rng.choice((2, 20, 90))):
                inside[step] = [inside[step]] if rng.random() < 0.5 else {"a": inside[step]}


def _spots(inside: Any) -> list[tuple[Any, Any]]:
    """Every place in a tree: what it is in, and where."""
    found: list[tuple[Any, Any]] = []
    waiting = [inside]
    while waiting and len(found) < 2000:
        each = waiting.pop()
        steps = list(each) if isinstance(each, dict) else range(len(each))
        found += [(each, step) for step in steps]
        waiting += [each[step] for step in steps if isinstance(each[step], dict | list) and each[step]]
    return found


def _copied(tree: Any) -> Any:
    """A copy that shares nothing, so that no anchor is written that nobody meant."""
    if isinstance(tree, dict):
        return {key: _copied(value) for key, value in tree.items()}
    return [_copied(each) for each in tree] if isinstance(tree, list) else tree


# --- one line: a change, a command, a link ---------------------------------------------------------------------------


def mutated_line(seed: bytes, rng: Random, others: Sequence[bytes], names: Sequence[str]) -> bytes:
    """A line that somebody types, with one to three things wrong with it."""
    text = seed.decode("utf-8", "replace")
    for _ in range(rng.choice((0, 1, 1, 1, 1, 2, 3))):
        text = _typed(text, rng, others, names)[:20_000]
    return text.encode("utf-8", "replace")


def _typed(text: str, rng: Random, others: Sequence[bytes], names: Sequence[str]) -> str:
    at, to = sorted((rng.randint(0, len(text)), rng.randint(0, len(text))))
    sign = rng.choice([each for each in "=:& ," if each in text] or [" "])
    parts = text.split(sign)
    n = rng.randrange(len(parts))
    match rng.randint(0, 8):
        case 0:
            return text[:at] + rng.choice(SIGNS) + text[at + rng.randint(0, 1) :]
        case 1:
            return text[:at] + text[to:]
        case 2 | 3:
            parts[n] = rng.choice(VALUES)
        case 4:
            parts[n] = rng.choice(names)
        case 5:
            parts.insert(n, rng.choice(parts))
        case 6:
            other = rng.choice(others).decode("utf-8", "replace").split(sign)
            parts[n] = rng.choice(other)
        case 7:
            del parts[n]
        case _:
            parts[n] = rng.choice(
                (
                    parts[n] * 2,
                    parts[n].upper(),
                    f" {parts[n]} ",
                    f"-{parts[n]}",
                    f"'{parts[n]}'",
                    f"%{parts[n]}",
                    f"{parts[n]}%00",
                    parts[n] * 300,
                )
            )
    return sign.join(parts)
