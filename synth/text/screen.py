"""The screen for duplicates: a text that equals or resembles an earlier one is written anew."""

from __future__ import annotations

import json

from synth.folder.batch import Batch
from synth.folder.data_folder import DataFolder
from synth.kinds import Screen
from synth.options import RunConfig
from synth.samples import make_sample
from synth.text.grammar.duplicates import Duplicates, key_of
from synth.text.scene.schema import TextScene
from synth.text.studio import TextStudio


def duplicate_screen(config: RunConfig, scene: TextScene, studio: TextStudio, folder: DataFolder) -> Screen:
    """A screen that knows the texts which the folder holds already."""
    near = scene.duplicates.near
    duplicates = Duplicates(config.count, near)
    for line in folder.lines("text"):
        record = json.loads(line)
        duplicates.seen(record["id"], record["text"] if near is not None else key_of(record["text"]))

    def screened(batch: Batch) -> Batch:
        for place, key in enumerate(batch.keys):
            sample_id = batch.first + place
            if key is not None and duplicates.seen(sample_id, key) is not None:
                batch = _rewritten(studio, duplicates, batch, sample_id)
        return batch

    return screened


def _rewritten(studio: TextStudio, duplicates: Duplicates, batch: Batch, sample_id: int) -> Batch:
    """The batch with another text of one sample; its own is made again, so that its counts can be taken out."""
    outcome = make_sample(studio, sample_id)
    before = after = studio.encode([outcome])
    while outcome.verified is not None:
        alike = duplicates.seen(sample_id, after.keys[0], outcome.verified.plan.attempt)
        if alike is None:
            break
        outcome = make_sample(studio, sample_id, (*outcome.rejections, alike))
        after = studio.encode([outcome])
    return batch.with_sample(sample_id, before, after)
