"""What is said in a recording, by a recogniser (wav2vec2, HuBERT, WavLM with a CTC head; Whisper)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
from jaxtyping import Float, Float32

from synth.annotate.hub.stated import stated_model
from synth.annotate.speech.activity import FRAME_S, Stretch, speech_in
from synth.annotate.speech.found import FoundLine, FoundTurn, FoundWord, SpeechAnnotator, SpeechReading
from synth.audio.extra import require
from synth.audio.signal import RATE_HZ
from synth.core.errors import SynthError
from synth.hub.models import LoadedModel, load_model
from synth.hub.named import HubModel
from synth.hub.threads import hub_threads

FORM = "1"
"""Raised when the same probabilities give other transcripts, times or scores."""

CTC = ("hubert", "wav2vec2", "wavlm")
WRITERS = ("whisper",)
RECOGNISERS = (*CTC, *WRITERS)
"""Kinds that say which words fit each frame, and those that write a text."""

MOST_TOKENS = 220
"""Tokens of a stretch: half of what Whisper has places for, the other half being for what was said before."""

LONGEST_S = 20.0
"""Speech that is heard at once, or as much as the model's features hold; what is longer is divided where it is softest
in its second half."""

MARGIN_S = 0.1
"""Heard before and behind a stretch: the detector of speech may begin late."""

Wave = Float32[np.ndarray, " samples"]


class Said(NamedTuple):
    """What is said in a stretch, its score, and its words with code points of the text and times in s from its
    beginning."""

    text: str
    score: float
    reason: str
    words: tuple[FoundWord, ...] = ()


def transcript_annotator(where: str, model: HubModel) -> SpeechAnnotator:
    """A recogniser of speech at 16 kHz, asked for each stretch in which somebody speaks, channel by channel.

    SynthError where it does not load, or hears at another rate; and without the extra `audio`.
    """
    require()
    task = "AutoModelForCTC" if model.kind in CTC else "AutoModelForSpeechSeq2Seq"
    loaded = load_model(where, str(model.folder), None, RECOGNISERS, task, "auto")
    features = getattr(loaded.processor, "feature_extractor", None)
    if features is None or not hasattr(loaded.processor, "tokenizer"):
        raise SynthError(where, model.name, "a model with a feature extractor and a tokenizer in its folder")
    if features.sampling_rate != RATE_HZ:
        raise SynthError(where, f"{features.sampling_rate} Hz", f"a model that hears sound at {RATE_HZ} Hz")
    longest_s = min(LONGEST_S, getattr(features, "n_samples", np.inf) / RATE_HZ - 2 * MARGIN_S)
    hear = _hear_frames if model.kind in CTC else _write
    if model.kind in CTC and not hasattr(loaded.processor.tokenizer, "word_delimiter_token"):
        raise SynthError(where, model.name, "a tokenizer for CTC, which says where words end")

    def read(wave: Float32[np.ndarray, "channels samples"], transcript: str) -> SpeechReading:
        lines = [line for at, one in enumerate(wave) for line in _lines(loaded, hear, at, one, longest_s)]
        return SpeechReading(lines=lines)

    return SpeechAnnotator(model=stated_model([model], (), FORM), read=read)


def _lines(
    loaded: LoadedModel, hear: Callable[[LoadedModel, Wave], Said], channel: int, wave: Wave, longest_s: float
) -> Iterator[FoundLine]:
    for whole in speech_in(wave):
        for start_s, end_s in divided(wave, whole, longest_s):
            first_s = max(0.0, start_s - MARGIN_S)
            said = hear(loaded, wave[round(first_s * RATE_HZ) : round((end_s + MARGIN_S) * RATE_HZ)])
            if said.text:
                turn = FoundTurn(channel, start_s, end_s, said.score, said.reason, text=said.text)
                words = [_within(turn, word, first_s) for word in said.words]
                yield FoundLine(turn, [word for word in words if word.start_s < word.end_s])


def divided(wave: Wave, stretch: Stretch, longest_s: float) -> Iterator[tuple[float, float]]:
    """(start, end) in s of parts of a stretch of at most `longest_s`."""
    start, end, longest = (round(one / FRAME_S) for one in (stretch.start_s, stretch.end_s, longest_s))
    size = round(FRAME_S * RATE_HZ)
    while end - start > longest:
        frames = np.asarray(wave[(start + longest // 2) * size : (start + longest) * size], np.float64)
        cut = start + longest // 2 + int(np.argmin(np.square(frames.reshape(-1, size)).sum(axis=1)))
        yield start * FRAME_S, cut * FRAME_S
        start = cut
    yield start * FRAME_S, end * FRAME_S


def _within(turn: FoundTurn, word: FoundWord, later_s: float) -> FoundWord:
    """The word later by so many seconds, as far as it lies in its turn."""
    start_s, end_s = (min(max(one + later_s, turn.start_s), turn.end_s) for one in (word.start_s, word.end_s))
    return word._replace(start_s=start_s, end_s=end_s)


def _hear_frames(loaded: LoadedModel, wave: Wave) -> Said:
    """The likeliest token of each frame, repeats and blanks left out (CTC; Graves et al., ICML 2006)."""
    import torch

    inputs = loaded.processor(wave, sampling_rate=RATE_HZ, return_tensors="pt").to(loaded.model.device)
    with torch.no_grad(), hub_threads():
        odds = loaded.model(**inputs).logits[0].double().softmax(-1).cpu().numpy()
    told = loaded.processor.tokenizer.decode(odds.argmax(axis=1), output_word_offsets=True, skip_special_tokens=True)
    frame_s = loaded.model.config.inputs_to_logits_ratio / RATE_HZ
    words = list[FoundWord]()
    at = 0
    for one in (one for one in told.word_offsets if one["word"]):
        first, last = int(one["start_offset"]), int(one["end_offset"])
        score = _mean(odds[first:last].max(axis=1))
        reason = f"the likeliest letters, {score:.2f} a frame"
        words.append(FoundWord(at, at + len(one["word"]), first * frame_s, last * frame_s, score, reason))
        at += len(one["word"]) + 1
    score = _mean(np.array([word.score for word in words]))
    text = " ".join(one["word"] for one in told.word_offsets if one["word"])
    return Said(text, score, "geometric mean over its words", tuple(words))


def _write(loaded: LoadedModel, wave: Wave) -> Said:
    """The likeliest token at each place (Whisper; Radford et al. 2022, arXiv:2212.04356). Words have no times: those
    that it can give are read off its attention, and were not trained for.
    """
    import torch

    inputs = loaded.processor.feature_extractor(wave, sampling_rate=RATE_HZ, return_tensors="pt")
    with torch.no_grad(), hub_threads():
        output = loaded.model.generate(
            inputs.input_features.to(loaded.model.device), do_sample=False, num_beams=1, max_new_tokens=MOST_TOKENS,
            output_scores=True, return_dict_in_generate=True,
        )  # fmt: skip
    written = output.sequences[0, -len(output.scores) :]
    odds = [step[0].double().softmax(-1)[token] for step, token in zip(output.scores, written, strict=True)]
    score = _mean(torch.stack(odds).cpu().numpy())
    text = " ".join(loaded.processor.tokenizer.decode(written, skip_special_tokens=True).split())
    return Said(text, score, f"the likeliest words, {score:.2f} a token")


def _mean(odds: Float[np.ndarray, " places"]) -> float:
    """The geometric mean of probabilities; 0 of none."""
    return float(np.exp(np.mean(np.log(np.maximum(odds, 1e-12))))) if len(odds) else 0.0
