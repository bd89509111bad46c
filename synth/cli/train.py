"""`synth train`: a pack out of a COCO folder."""

from __future__ import annotations

from collections.abc import Sequence

from synth.cli.parse import parse
from synth.cli.terminal import progress_into, say

EXAMPLES = """\
  data=DIR                          COCO folder or file, as COCO, Roboflow, CVAT, Label Studio write
  out=DIR                           the pack folder; run again to go on from its last checkpoint
  minutes=60 steps=20000            budget per network
  batch_size=16 crop_px=64 learning_rate=6e-4 val_share=0.2 device=auto sample_every=500"""


def train(words: Sequence[str]) -> int:
    """Fit a pack from a COCO folder; the exit code."""
    options = parse("train", "Fit a pack from a COCO folder.", EXAMPLES, _keys, words)
    from synth.cli.jobs import composed, keep_records
    from synth.image.train.options import TrainConfig
    from synth.options import leaves, options_from

    for job in composed("train", options, lambda: leaves(TrainConfig)):
        config = options_from(TrainConfig, job.values)
        from synth.image.train.fit import fit_pack

        with progress_into(config.out) as progress:
            fit_pack(config, progress, say)
        keep_records(config.out, job.records)
        say(f"look at   {config.out}")
    return 0


def _keys() -> str:
    from synth.cli.key_help import class_keys
    from synth.image.train.options import TrainConfig

    return class_keys(TrainConfig)
