"""The texts of a shard as they were before its own screen for duplicates: a merge judges them by all texts before."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain, groupby, islice
from typing import Any, NamedTuple

from synth.folder.batch import REJECTED, Batch
from synth.folder.journal import Journal
from synth.folder.lines import rejections_in
from synth.folder.totals import Totals
from synth.samples import make_sample
from synth.text.encode.totals import groups_of
from synth.text.grammar.duplicates import DUPLICATE, NEAR_DUPLICATE, key_of
from synth.text.scene.schema import TextScene
from synth.text.studio import TextStudio


class _Stored(NamedTuple):
    """The lines of one sample: its text (b"": given up), and its refused drafts."""

    sample_id: int
    text: bytes
    rejected: bytes


def unscreened_batches(scene: TextScene, studio: TextStudio, shard: Journal, ids: range) -> Iterator[Batch]:
    """The samples `ids` of a shard, in batches.

    Where only equal texts are refused, all that a shard's screen refused stays refused: each text that it kept is kept
    in the whole too, by that sample or an earlier one. Near-duplicates are judged against the very texts that are kept,
    which may be others in the whole: such a sample is made again.
    """
    near = scene.duplicates.near is not None
    samples = _stored(shard, ids)
    while chunk := list(islice(samples, studio.batch)):
        yield _batch([_unscreened(studio, one) for one in chunk] if near else chunk, near=near)


def _stored(shard: Journal, ids: range) -> Iterator[_Stored]:
    """The lines of each of the samples, in order."""
    texts = _by_sample(shard.parts["text"].lines())
    refusals = _by_sample(shard.parts[REJECTED].lines())
    text, refused = next(texts, None), next(refusals, None)
    for sample_id in ids:
        while text and text[0] < sample_id:
            text = next(texts, None)
        while refused and refused[0] < sample_id:
            refused = next(refusals, None)
        yield _Stored(
            sample_id,
            text[1] if text and text[0] == sample_id else b"",
            refused[1] if refused and refused[0] == sample_id else b"",
        )


def _by_sample(lines: Iterator[bytes]) -> Iterator[tuple[int, bytes]]:
    """Sample and all its lines of one part, newlines included."""
    for sample_id, group in groupby(lines, key=lambda line: json.loads(line)["id"]):
        yield sample_id, b"".join(chain.from_iterable((line, b"\n") for line in group))


def _unscreened(studio: TextStudio, sample: _Stored) -> _Stored:
    if all(rejection.check not in (DUPLICATE, NEAR_DUPLICATE) for rejection in rejections_in(sample.rejected)):
        return sample
    again = studio.encode([make_sample(studio, sample.sample_id)])
    return _Stored(sample.sample_id, again.parts["text"][0], again.parts[REJECTED][0])


def _batch(samples: Sequence[_Stored], *, near: bool) -> Batch:
    """The batch of some samples, counted by what their lines say."""
    records = [json.loads(sample.text) if sample.text else None for sample in samples]
    written = [record for record in records if record is not None]
    refused = Counter(rejection.check for sample in samples for rejection in rejections_in(sample.rejected))
    totals = Totals(
        written=len(written), given_up=len(samples) - len(written), rejected=refused, groups=groups_of(written)
    )
    return Batch(
        first=samples[0].sample_id,
        number=len(samples),
        parts={"text": [sample.text for sample in samples], REJECTED: [sample.rejected for sample in samples]},
        totals=totals,
        keys=[_key(record, near) if record is not None else None for record in records],
    )


def _key(record: dict[str, Any], near: bool) -> int | str:
    """As `synth.text.encode.batch` makes it."""
    return record["text"] if near else key_of(record["text"])
