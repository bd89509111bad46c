"""What only the caller of a run knows, for the files that describe its data set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFacts:
    """What only the caller knows. `name` is the data set's, `spec` and `config` are plain JSON values.

    `versions` (package -> version) and `wall_time_s` go to the manifest only, so that the other files are reproducible.
    `hashes` names what the samples depend on (pack, models, templates), as sha256; `licence` is an SPDX identifier.
    """

    name: str
    description: str
    spec: Mapping[str, object]
    config: Mapping[str, object]
    versions: Mapping[str, str]
    hashes: Mapping[str, str] = field(default_factory=dict)
    licence: str = "CC0-1.0"
    wall_time_s: float = 0.0
