"""The public face of Diversion: a public name is fetched when first asked for, so importing this imports nothing else.

Loading must stay free of relative imports: pytest loads this very file under another name when it collects the tests,
and there a relative import has no parent package. It also keeps `import diversion` instant.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .experiments.faces.calibrate import calibrate as calibrate
    from .experiments.faces.compare import compare as compare
    from .experiments.faces.sensitivity import sensitivity as sensitivity
    from .experiments.faces.validate import validate as validate
    from .experiments.memo.report import report as report
    from .experiments.mix.carry_out import mix as mix
    from .experiments.pilot.carry_out import pilot as pilot
    from .experiments.since.answer import since as since
    from .experiments.sweeps.carry_out import sweep as sweep
    from .model.model import DiversionModel as DiversionModel
    from .scenarios.loader import load as load

__version__ = "0.1.0"
__all__ = [
    "DiversionModel",
    "__version__",
    "calibrate",
    "compare",
    "load",
    "mix",
    "pilot",
    "report",
    "sensitivity",
    "since",
    "sweep",
    "validate",
]

_WHERE = {
    "calibrate": "experiments.faces.calibrate:calibrate",
    "compare": "experiments.faces.compare:compare",
    "DiversionModel": "model.model:DiversionModel",
    "load": "scenarios.loader:load",
    "mix": "experiments.mix.carry_out:mix",
    "pilot": "experiments.pilot.carry_out:pilot",
    "report": "experiments.memo.report:report",
    "sensitivity": "experiments.faces.sensitivity:sensitivity",
    "since": "experiments.since.answer:since",
    "sweep": "experiments.sweeps.carry_out:sweep",
    "validate": "experiments.faces.validate:validate",
}


if not TYPE_CHECKING:  # a type checker that saw this would let every misspelt name pass

    def __getattr__(name: str) -> object:
        """Fetch a public name from the module that defines it, and keep it for the next time."""
        if name not in _WHERE:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        module, attribute = _WHERE[name].split(":")
        value = getattr(import_module(f".{module}", __name__), attribute)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    """List the public names, fetched or not, so that completion shows them."""
    return sorted(__all__)
