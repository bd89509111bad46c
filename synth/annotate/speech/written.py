"""How a transcript that an annotator writes joins what is known of a recording."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any

from synth.annotate.model import Model, is_of_model, stated
from synth.annotate.speech.found import FoundLine, FoundTurn, FoundWord, Joined, SpeechReading, joined
from synth.audio.encode.line import DECIMALS

BY_MODEL, TRANSCRIPT = "labels_by_model", "transcript"
"""Where a line of audio.jsonl says which model wrote its `text`."""


def transcribed(
    record: Mapping[str, Any], lines: Sequence[FoundLine], model: Model, threshold: float
) -> tuple[Mapping[str, Any], Joined]:
    """(the record with the transcript that the lines make, a turn a line by their beginnings; its turns and words).

    A recording that somebody else has labelled stays as it is: places in one text mean nothing in another. Lines below
    the threshold are left out of the text.
    """
    found = sorted(lines, key=lambda one: (one.turn.start_s, one.turn.channel))
    if not _is_free(record, model):
        kept = tuple(record["turns"]), tuple(record["words"])
        return record, Joined(*kept, (), (), (), tuple(one.turn for one in found))
    sure = [one for one in found if one.turn.score >= threshold]
    doubtful = tuple(one.turn for one in found if one.turn.score < threshold)
    starts = accumulate((len(one.turn.text) + 1 for one in sure), initial=0)
    placed = [_moved(*one) for one in zip(sure, starts, strict=False)]
    reading = SpeechReading([turn for turn, _ in placed], [word for _, words in placed for word in words])
    labels = joined({"turns": (), "words": ()}, reading, model, threshold)
    text = "\n".join(one.turn.text for one in sure)
    by_model = {name: one for name, one in record.get(BY_MODEL, {}).items() if name != TRANSCRIPT}
    if sure:
        score = sum(one.turn.score for one in sure) / len(sure)
        by_model[TRANSCRIPT] = {**stated(model, "mean over its turns", text), "score": round(score, DECIMALS)}
    others = {key: value for key, value in record.items() if key != BY_MODEL}
    written = {**others, "text": text, **({BY_MODEL: by_model} if by_model else {})}
    return written, labels._replace(abstained=(*doubtful, *labels.abstained))


def _is_free(record: Mapping[str, Any], model: Model) -> bool:
    """Whether nobody but some version of the model has labelled a recording."""
    written = record.get(BY_MODEL, {}).get(TRANSCRIPT, {})
    if record["text"] and not is_of_model(written, model, record["text"]):
        return False
    before = joined(record, SpeechReading(), model, 0)
    return not (record.get("spans") or record.get("phonemes") or before.kept_turns or before.kept_words)


def _moved(line: FoundLine, start: int) -> tuple[FoundTurn, list[FoundWord]]:
    """A line at its place in the transcript."""
    turn, words = line
    moved = [word._replace(start=word.start + start, end=word.end + start) for word in words]
    return turn._replace(start=start, end=start + len(turn.text)), moved
