"""What `spoken_digits` is worth to a recogniser that is tested on people.

`python benchmarks/spoken_digits.py --data DIR [--scene SCENE] [--count 300] [--steps 200] [--seeds 3]`

DIR holds the recordings of the Free Spoken Digit Dataset (CC BY-SA 4.0), `recordings/` of
github.com/Jakobovski/free-spoken-digit-dataset: 50 of each digit by each of six men, `{digit}_{speaker}_{n}.wav`.
Half of the speakers train and the other half test, then the other way round. Ours are cut into words at their labelled
times and brought to the recordings' 8 kHz. The same small convolutional net learns for the same steps from each of the
training sets; where there are two, half of every batch is of each. Accuracy in percent, mean and standard deviation
over halves and seeds, then of every speaker, then which digit ours alone take for which.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import soundfile
import torch
from numpy.typing import NDArray
from torch import nn

import synth
from synth.audio.signal import resampled

DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
RATE_HZ, WINDOW, HOP, TRANSFORM = 8000, 256, 128, 256
BANDS, LOWEST_HZ, HIGHEST_HZ = 40, 100.0, 3800.0
FRAMES, SHIFT = 50, 5
"""Frames of 16 ms that the net sees, and how far a word is moved in them while it learns."""
FLOOR_DB = 50.0
"""Below the loudest cell of a word nothing is told apart: rooms and microphones differ there."""
BATCH, WIDTH, LEARNING_RATE = 32, 16, 4e-3
FEW = 0.1


class Words(NamedTuple):
    """Spoken digits: log-mel frames (n, FRAMES, BANDS), which digit each is, and who says it."""

    frames: NDArray[np.float32]
    digits: NDArray[np.int64]
    speakers: NDArray[np.str_]

    def where(self, kept: NDArray[np.bool_]) -> Words:
        return Words(self.frames[kept], self.digits[kept], self.speakers[kept])


def real_words(folder: Path) -> Words:
    """The recordings of a folder, each a word. ValueError where there is none."""
    files = sorted(folder.glob("[0-9]_*_*.wav"))
    if not files:
        raise ValueError(f"{folder}: no file like 7_jackson_32.wav")
    parts = [path.stem.split("_") for path in files]
    frames = [log_mel(np.asarray(soundfile.read(path)[0], float)) for path in files]
    return Words(np.stack(frames), np.array([int(one[0]) for one in parts]), np.array([one[1] for one in parts]))


def our_words(scene: str, count: int, seed: int, overrides: Sequence[str] = ()) -> Words:
    """The words of `count` recordings of a scene, cut out at their labelled times."""
    frames, digits, speakers = [], [], []
    for sample in synth.generate(scene, count=count, seed=seed, overrides=overrides):
        rate = sample.record["sample_rate_hz"]
        wave = resampled(np.asarray(sample.wave[0], float), rate, RATE_HZ)
        for word in sample.words:
            frames.append(log_mel(wave[round(word["start_s"] * RATE_HZ) : round(word["end_s"] * RATE_HZ)]))
            digits.append(DIGITS.index(word["text"]))
            speakers.append(sample.speakers[0]["voice"])
    return Words(np.stack(frames), np.array(digits), np.array(speakers))


def log_mel(wave: NDArray[np.float64]) -> NDArray[np.float32]:
    """Levels of the bands of a word, in its own mean and deviation; a long word is cut, a short one has silence around
    it.
    """
    pieces = np.lib.stride_tricks.sliding_window_view(np.pad(wave, WINDOW // 2), WINDOW)[::HOP]
    powers = np.square(np.abs(np.fft.rfft(pieces * np.hanning(WINDOW), TRANSFORM))) @ mel_bands().T
    level_db = 10 * np.log10(np.maximum(powers, powers.max() / 10 ** (FLOOR_DB / 10) + 1e-12))
    level_db = (level_db - level_db.mean()) / (level_db.std() + 1e-6)
    spare = FRAMES - len(level_db)
    if spare < 0:
        return level_db[-spare // 2 :][:FRAMES].astype(np.float32)
    around = ((spare // 2, spare - spare // 2), (0, 0))
    return np.pad(level_db, around, constant_values=level_db.min()).astype(np.float32)


def mel_bands() -> NDArray[np.float64]:
    """Triangles (BANDS, bins) of equal width in mel (HTK's formula)."""
    low, high = (1127 * np.log1p(hz / 700) for hz in (LOWEST_HZ, HIGHEST_HZ))
    edges = 700 * np.expm1(np.linspace(low, high, BANDS + 2) / 1127)[:, None]
    at_hz = np.fft.rfftfreq(TRANSFORM, 1 / RATE_HZ)
    rise = (at_hz - edges[:-2]) / (edges[1:-1] - edges[:-2])
    fall = (edges[2:] - at_hz) / (edges[2:] - edges[1:-1])
    return np.clip(np.minimum(rise, fall), 0, None)


def trained(sets: Sequence[Words], steps: int, seed: int) -> nn.Module:
    """A net of three convolutions that has learnt from batches to which each of the sets gives the same share."""
    torch.manual_seed(seed)
    draws = np.random.default_rng(seed)
    layers: list[nn.Module] = []
    for inputs, outputs in ((1, WIDTH), (WIDTH, 2 * WIDTH), (2 * WIDTH, 4 * WIDTH)):
        layers += [nn.Conv2d(inputs, outputs, 3, stride=2, padding=1), nn.BatchNorm2d(outputs), nn.ReLU()]
    cells = -(-FRAMES // 8) * -(-BANDS // 8)
    net = nn.Sequential(*layers, nn.Flatten(), nn.Dropout(0.3), nn.Linear(4 * WIDTH * cells, len(DIGITS)))
    optimiser = torch.optim.AdamW(net.parameters(), LEARNING_RATE / 4, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, LEARNING_RATE, total_steps=steps)
    for _ in range(steps):
        chosen = [(words, draws.integers(len(words.digits), size=BATCH // len(sets))) for words in sets]
        frames = np.concatenate([words.frames[places] for words, places in chosen])
        shifts = draws.integers(-SHIFT, SHIFT + 1, size=len(frames))
        frames = np.stack([moved(one, int(shift)) for one, shift in zip(frames, shifts, strict=True)])
        wanted = np.concatenate([words.digits[places] for words, places in chosen])
        loss = nn.functional.cross_entropy(net(torch.from_numpy(frames[:, None])), torch.from_numpy(wanted))
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
    return net.eval()


def moved(frames: NDArray[np.float32], shift: int) -> NDArray[np.float32]:
    """The word later by so many frames, with its last or first frame before or behind it."""
    return frames[np.clip(np.arange(FRAMES) - shift, 0, FRAMES - 1)]


def heard(net: nn.Module, words: Words) -> NDArray[np.int64]:
    """The digits that the net takes the words for."""
    with torch.no_grad():
        parts = torch.from_numpy(words.frames[:, None]).split(256)
        return torch.cat([net(part).argmax(1) for part in parts]).numpy()


def halves(words: Words) -> Iterator[tuple[Words, Words]]:
    """(speakers who train, speakers who test), each half of them once in either place."""
    names = np.unique(words.speakers)
    first = np.isin(words.speakers, names[: len(names) // 2])
    yield words.where(first), words.where(~first)
    yield words.where(~first), words.where(first)


def few_of(words: Words, seed: int) -> Words:
    """A tenth of the recordings, the same number of each digit."""
    draws = np.random.default_rng(seed)
    kept = np.zeros(len(words.digits), bool)
    for digit in range(len(DIGITS)):
        places = np.flatnonzero(words.digits == digit)
        kept[draws.permutation(places)[: round(FEW * len(places))]] = True
    return words.where(kept)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of the real recordings")
    parser.add_argument("--scene", default="spoken_digits", help="a shipped scene's name, or a file")
    parser.add_argument("--count", type=int, default=300, help="generated recordings of one to six digits")
    parser.add_argument("--steps", type=int, default=200)
    parser.add_argument("--seeds", type=int, default=3)
    told = parser.parse_args()
    real, ours = real_words(told.data), our_words(told.scene, told.count, 0)
    print(f"{len(real.digits)} real words of {len(set(real.speakers))} speakers, {len(ours.digits)} of ours")
    shares: dict[str, list[NDArray[np.float64]]] = {}
    confused = np.zeros((len(DIGITS), len(DIGITS)), int)
    names = np.unique(real.speakers)
    for seed in range(told.seeds):
        alone = trained([ours], told.steps, seed)
        np.add.at(confused, (real.digits, heard(alone, real)), 1)
        for train, test in halves(real):
            few = few_of(train, seed)
            nets = {
                "ours": alone,
                "real": trained([train], told.steps, seed),
                "real + ours": trained([train, ours], told.steps, seed),
                "a tenth of real": trained([few], told.steps, seed),
                "a tenth of real + ours": trained([few, ours], told.steps, seed),
            }
            for name, net in nets.items():
                right = heard(net, test) == test.digits
                shares.setdefault(name, []).append(
                    100 * np.array([right[test.speakers == one].mean() for one in names if one in test.speakers])
                )
            so_far = ", ".join(f"{name} {runs[-1].mean():.1f}" for name, runs in shares.items())
            print(f"seed {seed}, tested on {' '.join(np.unique(test.speakers))}: {so_far}", flush=True)
    print(f"{'trained on':24} accuracy  of {', of '.join(names)}")
    for name, runs in shares.items():
        means = np.array([run.mean() for run in runs])
        people = np.concatenate([np.mean(runs[1::2], axis=0), np.mean(runs[::2], axis=0)])
        print(f"{name:24} {means.mean():5.1f} ±{means.std():4.1f}  {'  '.join(f'{one:5.1f}' for one in people)}")
    print("\nours alone: rows are what was said, columns what was heard, percent")
    print(f"{'':6}{''.join(f'{word:>6}' for word in DIGITS)}")
    for word, row in zip(DIGITS, 100 * confused / confused.sum(axis=1, keepdims=True), strict=True):
        print(f"{word:6}{''.join(f'{one:6.0f}' for one in row)}")


if __name__ == "__main__":
    main()
