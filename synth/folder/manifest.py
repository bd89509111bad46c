"""manifest.json: how a folder came about; the only file with a clock or a version in it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime

from synth.core.canonical import json_value
from synth.folder.facts import RunFacts


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
        **counts,
        "files": files,
        "run": {
            "finished_utc": datetime.now(UTC).isoformat(timespec="seconds"),
            "samples_made": made,
            "wall_time_s": round(facts.wall_time_s, 3),
        },
    }
    return json.dumps(json_value(record, None), sort_keys=True, indent=2) + "\n"
