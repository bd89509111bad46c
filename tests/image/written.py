"""A finished data set of pictures out of given outcomes: what `synth.run` does once they are made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from synth.core.labels import Category
from synth.core.outcome import Outcome
from synth.folder.data_folder import open_folder
from synth.folder.manifest import RunFacts
from synth.image.encode.batch import encode_pictures
from synth.image.encode.final import picture_layout
from synth.image.records import Verified


def write_pictures(
    folder: Path,
    outcomes: Sequence[Outcome[Verified]],
    facts: RunFacts,
    categories: tuple[Category, ...],
    *,
    seed: int = 0,
    identity: Mapping[str, object] | None = None,
) -> Path:
    """Write samples 0 to n - 1 into `folder` as one batch; those that are there already are left alone."""
    layout, count = picture_layout(categories), len(outcomes)
    with open_folder(folder, identity=identity or {}, layout=layout, seed=seed, count=count) as output:
        if output.done < count:
            output.write(encode_pictures(outcomes[output.done :], seed, categories))
        output.finish(facts)
    return folder
