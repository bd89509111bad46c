"""The screen for duplicates: a text that equals or resembles an earlier one is written anew."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace

from synth.core.outcome import Rejection
from synth.folder.batch import REJECTED, Batch
from synth.folder.lines import rejections_in
from synth.folder.totals import Totals
from synth.kinds import Earlier, Screen
from synth.options import RunConfig
from synth.samples import make_sample
from synth.text.encode.totals import groups_of
from synth.text.grammar.duplicates import Duplicates, key_of
from synth.text.scene.schema import TextScene
from synth.text.studio import TextStudio


def duplicate_screen(config: RunConfig, scene: TextScene, studio: TextStudio, earlier: Earlier) -> Screen:
    """A screen that knows the texts which are there already."""
    near = scene.duplicates.near
    duplicates = Duplicates(len(config.ids), near)
    for line in earlier.lines("text"):
        record = json.loads(line)
        duplicates.seen(record["id"], record["text"] if near is not None else key_of(record["text"]))

    def screened(batch: Batch) -> Batch:
        for place, key in enumerate(batch.keys):
            sample_id = batch.first + place
            if key is not None and (alike := duplicates.seen(sample_id, key)):
                batch = _rewritten(studio, duplicates, batch, alike)
        return batch

    return screened


def _rewritten(studio: TextStudio, duplicates: Duplicates, batch: Batch, alike: Rejection) -> Batch:
    """The batch with another text of the sample that is refused. What its first one was is read from its lines: made
    again, a paraphrase need not be the same.
    """
    sample_id, place = alike.sample_id, alike.sample_id - batch.first
    refused = rejections_in(batch.parts[REJECTED][place])
    before = Totals(
        written=1,
        rejected=Counter(rejection.check for rejection in refused),
        groups=groups_of([json.loads(batch.parts["text"][place])]),
    )
    while True:
        outcome = make_sample(studio, sample_id, (*refused, replace(alike, attempt=len(refused))))
        after, refused = studio.encode([outcome]), outcome.rejections
        again = duplicates.seen(sample_id, after.keys[0]) if outcome.verified else None
        if again is None:
            return batch.with_sample(sample_id, before, after)
        alike = again
