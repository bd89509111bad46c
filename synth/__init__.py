"""synth: data that is born with its labels.

`synth.generate` yields samples as they are made, `synth.load` opens a finished data set (docs/python.md).
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from synth.core.errors import SynthError
    from synth.data.samples import Samples, load
    from synth.door.generate import Generation, generate

__version__ = "0.1.0"
__all__ = ("Generation", "Samples", "SynthError", "__version__", "generate", "load")

_PLACES = {
    "Generation": "synth.door.generate",
    "Samples": "synth.data.samples",
    "SynthError": "synth.core.errors",
    "generate": "synth.door.generate",
    "load": "synth.data.samples",
}
"""Name -> the module that has it, imported when asked for (PEP 562), so that `import synth` loads nothing."""


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_PLACES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
