"""Filters of texts, documents and videos in formats of their own: which go on, by variables and quotas."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TypeVar

from synth.audio.read import SpeechDataSet
from synth.core.errors import DataError, SynthError, Unquoted, suggest
from synth.data.filters import Filters, why_not
from synth.data.split.traits import SplitRules
from synth.document.read import DocumentDataSet
from synth.text.read import TextDataSet
from synth.video.read import VideoDataSet

S = TypeVar("S", TextDataSet, DocumentDataSet, SpeechDataSet, VideoDataSet)


def filtered(data_set: S, rules: SplitRules[S], filters: Filters) -> tuple[S, tuple[str, ...]]:
    """The samples that pass, and a line on those that do not; only ids are held.

    SynthError for filters of objects in pictures. DataError for a variable that no sample has, a quota that the scene
    has not, and where nothing is left.
    """
    finished = data_set.finished
    kind = finished.kind
    if filters != Filters(variables=filters.variables, quota=filters.quota):
        allowed = "--variable and --quota; the others are of objects in pictures, or in pages as pictures"
        raise SynthError("export", Unquoted(f"filters of objects for {kind.plural}"), allowed)
    quotas = data_set.manifest["spec"].get("quotas") or {}
    if filters.quota and filters.quota not in quotas:
        raise DataError(f"{finished.folder}: --quota", filters.quota, suggest(filters.quota, quotas))
    members = {sample.id for sample in data_set if filters.quota in sample.quotas} if filters.quota else None
    left_out, keys, kept = Counter[str](), dict[str, None](), set[int]()
    for number, traits in rules.traits(data_set, ()):
        keys |= dict.fromkeys(traits.variables)
        if members is not None and number not in members:
            left_out[f"outside the quota {filters.quota}"] += 1
        elif why := why_not(filters, traits.variables):
            left_out[why] += 1
        else:
            kept.add(number)
    for key in filters.variables:
        if key not in keys:
            raise DataError(f"{finished.folder}: --variable", key, f"a variable of {kind.plural}; {suggest(key, keys)}")
    told = "; ".join(f"{number} of {kind.plural} {why}" for why, number in left_out.items())
    if not kept:
        raise DataError(str(finished.folder), f"none of {kind.plural} passes the filters", told)
    return replace(data_set, kept=kept.__contains__), ((f"filtered  {told}",) if told else ())
