"""manifest.json: how a folder came about; the only file with a clock or a version in it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime

from synth.core.canonical import json_value
from synth.scene.quotas import QuotaPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFacts:
    """What only the caller knows. `name` is the data set's, `spec` and `config` are plain JSON values.

    `versions` (package -> version) and `wall_time_s` go to the manifest only, so that the other files are reproducible.
    `hashes` names what the samples depend on (pack, models, templates), as sha256; `licence` is an SPDX identifier;
    `quotas` are the rare cases as they are planned.
    """

    name: str
    description: str
    spec: Mapping[str, object]
    config: Mapping[str, object]
    versions: Mapping[str, str]
    hashes: Mapping[str, str] = field(default_factory=dict)
    licence: str = "CC0-1.0"
    wall_time_s: float = 0.0
    quotas: Sequence[QuotaPlan] = ()


def manifest_text(
    facts: RunFacts,
    counts: Mapping[str, object],
    *,
    seed: int,
    count: int,
    identity_sha256: str,
    made: int,
    files: Mapping[str, str],
) -> str:
    """The manifest: spec, config, seed, versions, hashes, counts, yield; `run` tells of the last run only.

    `counts` is the `record` of the folder's totals, `made` the number of samples that this run added (fewer than
    `count` when it resumed); `files`: name -> sha256.
    """
    record = {
        "name": facts.name,
        "description": facts.description,
        "licence": facts.licence,
        "spec": facts.spec,
        "config": facts.config,
        "seed": seed,
        "count": count,
        "identity_sha256": identity_sha256,
        "versions": facts.versions,
        "hashes": facts.hashes,
        "quotas_planned": [asdict(quota) for quota in facts.quotas],
        **counts,
        "files": files,
        "run": {
            "finished_utc": datetime.now(UTC).isoformat(timespec="seconds"),
            "samples_made": made,
            "wall_time_s": round(facts.wall_time_s, 3),
        },
    }
    return json.dumps(json_value(record, None), sort_keys=True, indent=2) + "\n"
