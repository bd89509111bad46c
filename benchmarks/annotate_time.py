"""What `synth annotate with=speech` and `with=cuts` find in data sets whose labels are known.

`python benchmarks/annotate_time.py FOLDER ...`: finished data sets of sound or video, made by `synth generate`. Labels
are hidden from the annotators but for the transcript.

Sound: *speech*: frames of 10 ms, F1, precision and recall against the planned words of each channel, pauses below
0.3 s filled; mean IoU of each such stretch with the best found one. *words*: share of the planned words that are found
(not those on which the annotator abstains), their starts against the planned ones; *others' transcripts*: how many are
refused whole when each recording is given the next one's transcript, and how many of the words of the rest are.
Videos: *cuts*: F1 to the frame against the planned hard cuts; fades are counted as neither.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from synth.annotate.speech.activity import PAUSE_S
from synth.annotate.speech.found import SpeechReading
from synth.annotate.speech.hear import speech_annotator
from synth.annotate.videos.cuts import cut_annotator
from synth.audio.encode.flac import wave_of
from synth.audio.read import SPEECH, SpeechSample, open_speech
from synth.folder.finished import found_kind
from synth.video.file.mp4 import read_mp4
from synth.video.formats.frame_files import mp4_of
from synth.video.read import open_videos

FRAMES_S = 100

Bounds = list[tuple[float, float]]


def main(folders: Sequence[str]) -> None:
    """Print the figures of each data set."""
    for folder in map(Path, folders):
        if found_kind(folder, (SPEECH,)):
            sound(folder)
        else:
            videos(folder)


def sound(folder: Path) -> None:
    annotator = speech_annotator()
    samples = list(open_speech(folder))
    right, found, planned = 0, 0, 0
    best, starts = list[float](), list[float]()
    words, said, refused, others, believed = 0, 0, 0, 0, 0
    for number, sample in enumerate(samples):
        wave = wave_of(sample.path.read_bytes(), sample.where)
        for channel in range(len(wave)):
            stretches = planned_stretches(sample, channel)
            heard = [(turn.start_s, turn.end_s) for turn in annotator.read(wave[channel : channel + 1], "").turns]
            ours, theirs = frames(stretches, sample.duration_s), frames(heard, sample.duration_s)
            right, found, planned = right + (ours & theirs).sum(), found + theirs.sum(), planned + ours.sum()
            best += [max((iou(one, other) for other in heard), default=0.0) for one in stretches]
        if not sample.locale.startswith("en"):
            continue
        sure = sure_words(annotator.read(wave, sample.text))
        words, said = words + len(sample.words), said + len(sure)
        at = {word["start"]: word["start_s"] for word in sample.words}
        starts += [abs(start_s - at[start]) for start, start_s in sure.items() if start in at]
        reading = annotator.read(wave, samples[(number + 1) % len(samples)].text)
        refused, others = refused + bool(reading.unheard), others + 1
        believed += len(sure_words(reading))
    precision, recall = right / found, right / planned
    f1 = 2 * precision * recall / (precision + recall)
    print(f"{folder.name}: {len(samples)} recordings, {sum(sample.duration_s for sample in samples):.0f} s")
    print(
        f"  speech: F1 {f1:.3f}, precision {precision:.3f}, recall {recall:.3f}; {len(best)} stretches, "
        f"mean IoU {np.mean(best):.3f}"
    )
    if others:
        off = 1000 * np.array(starts)
        print(
            f"  words: {said} of {words} found; starts: median {np.median(off):.0f} ms, 90 % within "
            f"{np.percentile(off, 90):.0f} ms"
        )
        print(f"  others' transcripts: {refused} of {others} refused; {believed} words of the rest believed")


def sure_words(reading: SpeechReading) -> dict[int, float]:
    """First character -> start in s of the words that stay: they and the turn that says them score 0.5 or more."""
    lines = [(turn.start, turn.end) for turn in reading.turns if turn.score >= 0.5]
    return {
        word.start: word.start_s
        for word in reading.words
        if word.score >= 0.5 and any(start <= word.start < end for start, end in lines)
    }


def planned_stretches(sample: SpeechSample, channel: int) -> Bounds:
    """The words of a channel, with pauses below `PAUSE_S` filled."""
    stretches: Bounds = []
    for word in sorted(sample.words, key=lambda word: word["start_s"]):
        if sample.channel_of(word) != channel:
            continue
        if stretches and word["start_s"] - stretches[-1][1] < PAUSE_S:
            stretches[-1] = (stretches[-1][0], max(stretches[-1][1], word["end_s"]))
        else:
            stretches.append((word["start_s"], word["end_s"]))
    return stretches


def frames(bounds: Bounds, duration_s: float) -> np.ndarray:
    mask = np.zeros(round(duration_s * FRAMES_S), bool)
    for start_s, end_s in bounds:
        mask[round(start_s * FRAMES_S) : round(end_s * FRAMES_S)] = True
    return mask


def iou(one: tuple[float, float], other: tuple[float, float]) -> float:
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return max(shared, 0.0) / (max(one[1], other[1]) - min(one[0], other[0]))


def videos(folder: Path) -> None:
    annotator, count = cut_annotator(), Counter[str]()
    for video in open_videos(folder):
        planned = {one["start"] for one in video.record["segments"] if one["transition"] == "cut"}
        count["fades"] += sum(one["transition"] == "fade" for one in video.record["segments"])
        cuts = annotator.read(read_mp4(mp4_of(video)))
        found = {cut.frame for cut in cuts if cut.score >= annotator.threshold}
        count.update(videos=1, planned=len(planned), found=len(found), right=len(planned & found))
    f1 = 2 * count["right"] / (count["planned"] + count["found"])
    print(f"{folder.name}: {count['videos']} videos")
    print(
        f"  cuts: F1 {f1:.3f}; {count['right']} of {count['planned']} found, "
        f"{count['found'] - count['right']} more; {count['fades']} fades not counted"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
