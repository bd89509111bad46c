"""What a run of texts can be given besides what every run can."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass

from synth.options import RunConfig


@dataclass(frozen=True, slots=True, kw_only=True, config=ConfigDict(extra="forbid"))
class TextConfig(RunConfig):
    """One data set of texts."""

    filters: Mapping[str, Callable[[str], str]] = Field(default_factory=dict)
    """Template filters of a Python caller by name: functions of a module, so that they travel to worker processes."""
