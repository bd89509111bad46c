"""What our texts are worth to standard models that are tested on real ones.

`python benchmarks/text_usefulness.py [--tasks pos names] [--count N] [--seeds 3] [--scenes NAME ...]
[--amounts 50] [--errors]`

For each task of `text_judge/tasks.py` a linear classifier or a CRF is trained on texts of the shipped scenes alone, on
the training half of a real set alone, on 5, 50 and 500 real examples (of each class) with and without ours, and on all
real ones with and without ours; every model is tested on the real set's other half. How much the real examples weigh
beside ours is chosen by cross-validation over the real training examples. Accuracy or F1 in points, mean over the seeds
and half the range; then how varied the texts are. `worst label`: what adding ours to all real ones does to the F1 of
the label that suffers most, and beside it, as a measure of noise, what leaving out 5 % of the real examples does to
the label that suffers most from that. With `--peer`, the same for the texts of presidio-evaluator's generator.

The real sets lie in `--data`, a folder for each; `pii` wants, named by `--pii-set`,
the file `data/synth_dataset_v2.json` of github.com/microsoft/presidio-research (MIT). What is not there is left
out aloud.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from statistics import fmean
from typing import Any

from text_judge.diversity import WORDS, diversity, words_of
from text_judge.errors import confusions
from text_judge.examples import Example
from text_judge.ours import Source, of_peer, texts_of
from text_judge.real import RealSet
from text_judge.scores import label_counts
from text_judge.study import ALL, AMOUNTS, FEWER, Scores, in_random_order, study
from text_judge.tasks import TASKS, Task

from synth.core.paths import shipped_scenes

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "text"
PEER_COUNT = 2000


def sources_of(name: str, task: Task, wanted: Sequence[str], count: int | None) -> list[Source]:
    """The sources whose scenes ship (and are asked for); says what is left out."""
    shipped, kept = shipped_scenes(), []
    for source in task.sources:
        if source.scene not in shipped:
            print(f"{name}: no scene {source.scene} ships: left out")
        elif not wanted or source.scene in wanted:
            kept.append(replace(source, count=count or source.count))
    return kept


def ours_of(task: Task, sources: Sequence[Source], seed: int) -> list[Example]:
    return [
        example for source in sources for record in texts_of(source, seed) for example in task.convert(source, record)
    ]


def spread(values: Sequence[float]) -> str:
    """Mean and half the range."""
    return f"{fmean(values):5.1f}±{(max(values) - min(values)) / 2:.1f}"


def table(name: str, task: Task, real: RealSet, ours: Sequence[Example], scores: Scores) -> dict[str, Any]:
    """Print a task's numbers and return them."""
    overall = {training: [run[""] for run in runs] for training, runs in scores.runs.items()}
    mean = {training: fmean(values) for training, values in overall.items()}
    print(f"\n{name}: {task.score}, {len(ours)} of ours, {len(real.train)} real to train, {len(real.test)} to test")
    print(
        f"  ours : real   {spread(overall['ours'])} : {mean[ALL]:.1f} = {mean['ours'] / mean[ALL]:.2f}"
        f"{_peer(mean, 'peer')}"
    )
    for amount in [*map(str, AMOUNTS), ALL]:
        if f"{amount}+ours" in mean:
            gain = mean[f"{amount}+ours"] - mean[amount]
            line = (
                f"  {amount:>4} real     {spread(overall[amount])} -> {spread(overall[f'{amount}+ours'])} {gain:+5.1f}"
            )
            print(f"{line}  (real ones weigh {scores.shares[amount]:g})" + _peer(mean, f"{amount}+peer"))
    changes, noise = (label_changes(scores, training) for training in (f"{ALL}+ours", FEWER))
    tested = label_counts(task.score, real.test)
    _print_worst("worst label", changes, tested)
    _print_worst(f"  {FEWER}", noise, tested)
    variety = varieties(ours, real)
    for whose, numbers in variety.items():
        print(
            f"  {whose:5} {numbers['words']:6} words: {numbers['again']:5.1%} of five-word runs used again, "
            f"distinct pairs {numbers['pairs']:.2f}"
        )
    per_label = {t: {n: fmean(run[n] for run in runs) for n in runs[0] if n} for t, runs in scores.runs.items() if runs}
    return {
        "points": overall,
        "ratio": mean["ours"] / mean[ALL],
        "shares": scores.shares,
        "labels": per_label,
        "changes_by_label": changes,
        "noise_by_label": noise,
        "tests_by_label": tested,
        "diversity": variety,
        "examples": {"ours": len(ours), "train": len(real.train), "test": len(real.test)},
    }


def label_changes(scores: Scores, training: str) -> dict[str, float]:
    """What a training does to the F1 of each label, beside that on all real ones alone, in points."""
    alone, both = scores.runs[ALL], scores.runs.get(training, [])
    return {n: fmean(run[n] for run in both) - fmean(run[n] for run in alone) for n in alone[0] if n and both}


def _print_worst(what: str, changes: dict[str, float], tested: Mapping[str, int]) -> None:
    """The label that a training makes worst, and how many lose more than a point."""
    if changes:
        worst = min(changes, key=lambda label: changes[label])
        below = sum(change < -1 for change in changes.values())
        print(f"  {what:13} {worst} {changes[worst]:+.1f} ({tested[worst]} tests); {below} labels lose over a point")


def _peer(mean: dict[str, float], training: str) -> str:
    return f"   presidio-evaluator's instead: {mean[training]:.1f}" if training in mean else ""


def varieties(ours: Sequence[Example], real: RealSet) -> dict[str, dict[str, float]]:
    """Ours and the real texts, of equally many words."""
    texts = [words_of(in_random_order(part, 0)) for part in (ours, real.train)]
    limit = min(WORDS, *(sum(map(len, part)) for part in texts))
    return {whose: diversity(part, limit) for whose, part in zip(("ours", "real"), texts, strict=True)}


def judge(name: str, task: Task, given: argparse.Namespace) -> dict[str, Any] | None:
    """A task's numbers; None, aloud, where its real set or its scenes are not there."""
    file = given.data / task.file if task.file else given.pii_set
    if file is None or not file.is_file():
        print(f"{name}: {file or 'no --pii-set'}: not there, left out")
        return None
    sources = sources_of(name, task, given.scenes, given.count)
    if not sources:
        return None
    real, start = task.read(file), time.process_time()
    ours = [in_random_order(ours_of(task, sources, seed), seed) for seed in range(given.seeds)]
    if given.errors:
        read = task.fit([(ours[0], 1.0)])(real.test)
        print(f"\n{name}: errors of a model of ours alone")
        print("\n".join(confusions(task, real.test, read)))
        return None
    peers = []
    if task.peer and given.peer:
        peers = [of_peer(given.peer, task.peer, PEER_COUNT, seed) for seed in range(given.seeds)]
    found = table(name, task, real, ours[0], study(task, real, ours, peers, given.amounts))
    print(f"  {time.process_time() - start:.0f} CPU seconds", flush=True)
    return {**found, "sources": [asdict(source) for source in sources], "seeds": given.seeds}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tasks", nargs="*", default=list(TASKS), choices=list(TASKS))
    parser.add_argument("--scenes", nargs="*", default=[], help="only these of a task's scenes")
    parser.add_argument("--count", type=int, help="texts of each scene (default: the table's)")
    amounts = [*map(str, AMOUNTS), ALL]
    parser.add_argument("--amounts", nargs="*", default=amounts, choices=amounts, help="real examples beside ours")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the real sets")
    parser.add_argument("--pii-set", type=Path, help="presidio-research's data/synth_dataset_v2.json")
    parser.add_argument("--peer", type=Path, help="a Python interpreter that has presidio-evaluator")
    parser.add_argument("--errors", action="store_true", help="only what a model of ours alone gets wrong most often")
    parser.add_argument("--out", type=Path, help="write the numbers here as JSON")
    given = parser.parse_args()
    found = {name: numbers for name in given.tasks if (numbers := judge(name, TASKS[name], given))}
    if given.out:
        given.out.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return 0 if found or given.errors else 1


if __name__ == "__main__":
    sys.exit(main())
