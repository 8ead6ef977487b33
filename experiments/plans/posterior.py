"""Posterior files: what calibration has left of what is not known, as draws of several parameters together, with weights.

Core objects: Posterior, the draws; `read_posterior` and `write_posterior`, from and to a CSV file with comments at its head.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator, Mapping
from dataclasses import KW_ONLY, dataclass, field
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ...scenarios.facts import values_hash
from ...scenarios.parameters import InputError, Parameter, find
from ...scenarios.paths import read_typed, typed_path
from ..files import written_whole

WEIGHT: Final = "weight"
LARGEST: Final = 20_000_000  # bytes; a thousand draws of twenty parameters are some 400,000
EMPTY: Final = " \t\r,;"  # what an empty row of a spreadsheet consists of
COMMENT: Final = ("#", '"#')
FLAT: Final = str.maketrans("\r\n", "  ")

Numbers = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Posterior:
    """Draws of parameters that belong together.

    `names` are the k parameters, `draws` their values (n, k), `weights` how likely each draw is (n,), not below zero; `about`
    is what the file says of itself: `locality`, `engine`, `targets`, `made` and whatever else. `file` is where it was read.
    """

    names: tuple[str, ...]
    draws: Numbers
    weights: Numbers
    _: KW_ONLY
    about: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    file: str = ""

    def __eq__(self, other: object) -> bool:
        """Whether the other has the same draws and says the same of itself."""
        return isinstance(other, Posterior) and self.content() == other.content()

    def row(self, u: float) -> dict[str, float]:
        """The draw at probability `u` of the cumulative weights: every parameter's value, which belong together."""
        return dict(zip(self.names, self.draws[_place(self._cumulative, u)].tolist(), strict=True))

    def quantile(self, name: str, u: float) -> float:
        """The value of one parameter at probability `u`, whatever the others are; always one that some draw has."""
        values, cumulative = self._ordered[name]
        return float(values[_place(cumulative, u)])

    def middle(self) -> dict[str, float]:
        """The median of every parameter, each on its own."""
        return {name: self.quantile(name, 0.5) for name in self.names}

    @property
    def effective(self) -> float:
        """How many draws of equal weight say as much (Kish)."""
        return float(self.weights.sum() ** 2 / (self.weights**2).sum())

    @cached_property
    def _cumulative(self) -> Numbers:
        return _summed(self.weights)

    @cached_property
    def _ordered(self) -> dict[str, tuple[Numbers, Numbers]]:
        """The values of each parameter in order, and their cumulative weights."""
        orders = np.argsort(self.draws, axis=0, kind="stable")
        return {
            name: (self.draws[orders[:, k], k], _summed(self.weights[orders[:, k]]))
            for k, name in enumerate(self.names)
        }

    def content(self) -> dict[str, Any]:
        """All of it as plain data, from which `posterior_from` makes the same to the bit."""
        return {
            "file": self.file,
            "about": dict(self.about),
            "names": list(self.names),
            "draws": self.draws.tolist(),
            "weights": self.weights.tolist(),
        }

    @property
    def origin(self) -> str:
        """What to call it: `posterior blackpool.csv, made 2026-03-01`."""
        made = f", made {self.about['made']}" if self.about.get("made") else ""
        return f"posterior {Path(self.file).name}{made}" if self.file else f"a posterior{made}"

    def warnings(self, locality: str, engine: str) -> list[str]:
        """A sentence for each way in which this was not made for that place, that version of the engine and these values."""
        place, version, values = (self.about.get(name, "") for name in ("locality", "engine", "values"))
        found = []
        if place and place != locality:
            found.append(f"The posterior was made for {place}, not {locality}: nothing shows that it holds here.")
        if version and not same_engine(version, engine):
            found.append(f"The posterior was made with version {version} of the engine, not {engine}: calibrate again.")
        elif values and values != values_hash():
            found.append("The posterior was made when other values of the parameters were declared: calibrate again.")
        return found


def _summed(weights: Numbers) -> Numbers:
    """Cumulative weights, the last exactly one; added one after the other, so that they are the same bits everywhere."""
    sums: Numbers = np.cumsum(weights)
    sums /= sums[-1]
    return sums


def _place(cumulative: Numbers, u: float) -> int:
    """The first place whose cumulative weight is above `u`, which is never one without weight."""
    return int(np.searchsorted(cumulative, min(u, np.nextafter(1.0, 0.0)), side="right"))


def same_engine(one: str, other: str) -> bool:
    """Whether two versions have the same engine: the digest of its sources, with the package's version before it or not."""
    return one.rpartition("+")[2] == other.rpartition("+")[2]


def posterior_from(data: Mapping[str, Any]) -> Posterior:
    """The posterior whose `content` this is."""
    draws = np.array(data["draws"], dtype=np.float64)
    weights = np.array(data["weights"], dtype=np.float64)
    return Posterior(tuple(data["names"]), draws, weights, about=dict(data["about"]), file=data["file"])


# --- files -----------------------------------------------------------------------------------------------------------


def write_posterior(posterior: Posterior, path: str | Path) -> None:
    """Write a posterior file, whole or not at all; it reads back to the bit where its weights add up to one.

    Args:
        posterior: Draws (n, k) of k parameters, each in its own unit, and their weights (n,).
        path: The CSV file.

    Raises:
        InputError: the place cannot be written.

    Example:
        >>> import numpy as np
        >>> draws = np.array([[12.0, 0.5], [15.0, 0.7]])
        >>> found = Posterior(("caseload_pre_arrest", "offer_street"), draws, np.array([0.25, 0.75]))
        >>> write_posterior(found, "posterior.csv")
        >>> read_posterior("posterior.csv").row(0.5)
        {'caseload_pre_arrest': 15.0, 'offer_street': 0.7}
    """
    file = typed_path(path)
    with written_whole(file) as (part,), part.open("w", encoding="utf-8", newline="") as out:
        for name, text in posterior.about.items():
            out.write(f"# {name}: {text.translate(FLAT)}\n")
        lines = csv.writer(out, lineterminator="\n")
        lines.writerow([WEIGHT, *posterior.names])
        for weight, row in zip(posterior.weights.tolist(), posterior.draws.tolist(), strict=True):
            lines.writerow([repr(value) for value in (weight, *row)])


def read_posterior(path: str | Path) -> Posterior:
    """The posterior in a file, its weights made to add up to one.

    The file is a CSV file: comments at its head (`# locality: blackpool`), then `weight` and the names of declared
    parameters, then a row for each draw.

    Args:
        path: The file, of at most 20 MB.

    Returns:
        Draws (n, k) of k parameters, each in its own unit, and their weights (n,).

    Raises:
        InputError: one plain sentence that names the file and the line.

    Example:
        >>> import numpy as np
        >>> draws, weights = np.array([[12.0], [15.0]]), np.array([1.0, 3.0])
        >>> write_posterior(Posterior(("caseload_pre_arrest",), draws, weights), "posterior.csv")
        >>> found = read_posterior("posterior.csv")
        >>> found.draws.shape, found.weights.tolist()
        ((2, 1), [0.25, 0.75])
    """
    file = typed_path(path)
    _refuse_huge(file)
    lines = read_typed(file, LARGEST).split("\n")
    about = dict(_about(lines, file))
    head = _first(lines)
    sign = _separator(lines, head)
    known = _header(_cells(lines, head, sign), file, head + 1)
    rows = [
        _row(_cells(lines, place, sign, len(known) + 1), known, f"{file}, line {place + 1}", comma=sign != ",")
        for place in range(head + 1, len(lines))
        if lines[place].strip(EMPTY)
    ]
    if not rows:
        raise InputError(f"{file}, line {head + 1}: no draw stands under the names; give one row for each draw.")
    table = np.array(rows, dtype=np.float64)
    weights = table[:, 0]
    if not weights.any():
        raise InputError(f"{file}, line {head + 2}: every weight is zero; give at least one draw a weight above zero.")
    return Posterior(tuple(p.name for p in known), table[:, 1:], _shares(weights), about=about, file=str(path))


def _refuse_huge(file: Path) -> None:
    if file.is_file() and file.stat().st_size > LARGEST:
        raise InputError(f"{file} is larger than {LARGEST // 1_000_000} MB; keep fewer draws in it.")


def _shares(weights: Numbers) -> Numbers:
    """The weights as shares of one; those that are shares already stay as they are, to the bit."""
    largest = float(weights.max())  # taken out first, so that no sum is too large for a number
    scaled = weights / largest
    whole = float(np.cumsum(scaled)[-1])
    return weights if math.isclose(whole * largest, 1.0, rel_tol=1e-9) else scaled / whole


def _first(lines: list[str]) -> int:
    """The place of the first line that is no comment and not empty; a spreadsheet puts a comment in quotes."""
    rest = [place for place, line in enumerate(lines) if not line.startswith(COMMENT)]
    return next((place for place in rest if lines[place].strip(EMPTY)), next(iter(rest), len(lines)))


def _separator(lines: list[str], head: int) -> str:
    """What stands between the cells: a spreadsheet writes the list separator of its country, or tabs."""
    header = lines[head] if head < len(lines) else ""
    return next((sign for sign in ";\t" if sign in header), ",")


def _about(lines: list[str], file: Path) -> Iterator[tuple[str, str]]:
    """What the comments at the head say, by name."""
    seen: set[str] = set()
    for place, line in enumerate(lines[: _first(lines)], start=1):
        said = line.rstrip(EMPTY)
        if said.startswith('"'):
            said = said[1:].removesuffix('"').replace('""', '"')
        name, colon, text = (part.strip() for part in said.lstrip("#").partition(":"))
        if colon and name in seen:
            raise InputError(f"{file}, line {place}: {name} stands twice; leave one of them out.")
        if colon:
            seen.add(name)
            yield name, text


def _cells(lines: list[str], place: int, sign: str, least: int = 0) -> list[str]:
    """The cells of a line, without the empty ones that a spreadsheet adds beyond the first `least`."""
    try:
        found = [cell.strip() for cell in next(csv.reader(lines[place : place + 1], delimiter=sign), [])]
    except csv.Error:  # a cell of endless length
        return lines[place].split(sign)
    while len(found) > least and not found[-1]:
        found.pop()
    return found


def _header(cells: list[str], file: Path, line: int) -> list[Parameter]:
    """The parameters that the header names."""
    if not cells or cells[0] != WEIGHT:
        first = f"not {cells[0]!r}" if cells else "and there is none"
        raise InputError(
            f"{file}, line {line}: the header must begin with {WEIGHT}, {first}; then name the parameters."
        )
    names = cells[1:]
    if not names:
        raise InputError(f"{file}, line {line}: the header names no parameter; name at least one after {WEIGHT}.")
    twice = next((name for place, name in enumerate(names) if name in names[:place]), None)
    if twice is not None:
        raise InputError(f"{file}, line {line}: {twice} stands twice in the header; leave one of them out.")
    try:
        return [find(name) for name in names]
    except InputError as error:
        raise InputError(f"{file}, line {line}: {error}") from None


def _row(cells: list[str], known: list[Parameter], where: str, comma: bool) -> list[float]:
    """A weight and the value of each parameter; where no comma separates cells, it may stand for the decimal point."""
    if len(cells) != len(known) + 1:
        raise InputError(f"{where}: there are {len(cells):,} values where the header names {len(known) + 1:,}.")
    weight, *values = (_number(cell.replace(",", ".") if comma else cell) for cell in cells)
    if not isinstance(weight, float) or not 0 <= weight < math.inf:
        raise InputError(f"{where}: a weight must be a number of 0 or more, not {cells[0]!r}.")
    try:
        return [weight, *(parameter.check(value) for parameter, value in zip(known, values, strict=True))]
    except InputError as error:
        raise InputError(f"{where}: {error}") from None


def _number(text: str) -> Any:
    """The number that the text is, or the text."""
    try:
        return float(text)
    except ValueError:
        return text
