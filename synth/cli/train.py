"""`synth train`: a pack out of annotated pictures, a tagger or a scene out of labelled texts."""

from __future__ import annotations

import time
from collections.abc import Sequence

from synth.cli.parse import parse
from synth.cli.scene_fit import ASKED, train_scene
from synth.cli.tagger import asked_for, train_tagger
from synth.cli.terminal import progress_into, say

EXAMPLES = """\
  scene=pii_email count=1000        a tagger of texts, fitted to texts of a scene
  data=mails.jsonl out=DIR          a tagger fitted to labelled texts; fit=tagger or fit=pack
  fit=scene data=FILE out=x.yaml    a text scene out of labelled texts; its keys: fit=scene --help
  data=DIR                          annotated pictures of any format that `synth convert` reads
  out=DIR                           the pack folder; run again to go on from its last checkpoint
  budget=45m                        time of the whole command; Ctrl-C keeps what is there
  split.by=patient split.share=0.2  a person is never on both sides
  batch_size=16 crop_px=64 learning_rate=6e-4 device=auto sample_every=500"""


def train(words: Sequence[str]) -> int:
    """Fit a pack from annotated pictures, or a tagger or a scene from labelled texts; the exit code."""
    if ASKED in words:
        return train_scene([word for word in words if word != ASKED])
    since: float | None = time.monotonic()
    if asked_for(words):
        return train_tagger([word for word in words if not word.startswith("fit=")])
    words = [word for word in words if not word.startswith("fit=")]
    options = parse("train", "Fit a pack from annotated pictures, or a tagger from texts.", EXAMPLES, _keys, words)
    from synth.cli.jobs import composed, keep_records
    from synth.image.train.options import TrainConfig
    from synth.options import leaves, options_from

    for job in composed("train", options, lambda: leaves(TrainConfig)):
        config = options_from(TrainConfig, job.values)
        from synth.image.train.fit import fit_pack
        from synth.image.train.team import team_of

        with progress_into(config.out) as progress:
            fit_pack(config, progress, say, since)
        since = None
        if team_of(config.device).is_main_process:
            keep_records(config.out, job.records)
            say(f"look at   {config.out}")
    return 0


def _keys() -> str:
    from synth.cli.key_help import class_keys
    from synth.image.train.options import TrainConfig

    return class_keys(TrainConfig)
