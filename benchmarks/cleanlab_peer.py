"""What cleanlab says of labels, from the same predictions as ours, in an interpreter of its own (it is AGPL).

python -m venv /tmp/cleanlab
/tmp/cleanlab/bin/python -m pip install cleanlab==2.9.0
python benchmarks/quality_texts.py FILE.jsonl --cleanlab /tmp/cleanlab/bin/python
python benchmarks/quality_pictures.py FOLDER --swapped 0.05 --cleanlab /tmp/cleanlab/bin/python
"""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from jaxtyping import Bool, Float, Int

FILTERS = ("prune_by_noise_rate", "prune_by_class", "both", "confident_learning", "predicted_neq_given")
"""Its ways to choose, the first one its default."""

TOKENS = "of tokens"

_OF_LABELS = """
import sys, numpy as np
from cleanlab.filter import find_label_issues
given = np.load(sys.argv[1])
found = {
    way: find_label_issues(given["labels"], given["probabilities"], filter_by=way, n_jobs=1) for way in sys.argv[3:]
}
np.savez(sys.argv[2], **found)
"""
_OF_TOKENS = """
import sys, numpy as np
from cleanlab.token_classification.filter import find_label_issues
given = np.load(sys.argv[1])
ends = given["ends"]
labels = [part.tolist() for part in np.split(given["labels"], ends[:-1])]
found = find_label_issues(labels, np.split(given["probabilities"], ends[:-1]), n_jobs=1)
starts = np.concatenate([[0], ends[:-1]])
flagged = np.zeros(len(given["labels"]), bool)
flagged[[starts[sentence] + token for sentence, token in found]] = True
np.savez(sys.argv[2], **{sys.argv[3]: flagged})
"""


def label_issues(
    python: Path, labels: Int[np.ndarray, " n"], probabilities: Float[np.ndarray, "n classes"]
) -> Mapping[str, Bool[np.ndarray, " n"]]:
    """Name of a filter -> the labels that it calls wrong."""
    rows = probabilities / probabilities.sum(axis=1, keepdims=True)
    return _asked(python, _OF_LABELS, FILTERS, labels=labels, probabilities=rows)


def token_issues(
    python: Path, labels: Sequence[Int[np.ndarray, " n"]], probabilities: Sequence[Float[np.ndarray, "n tags"]]
) -> Bool[np.ndarray, " all"]:
    """Of the tokens of some sentences, one after the other, those whose tags its module for tokens calls wrong."""
    rows = np.concatenate(probabilities)
    found = _asked(
        python, _OF_TOKENS, (TOKENS,), labels=np.concatenate(labels), ends=np.cumsum([len(one) for one in labels]),
        probabilities=rows / rows.sum(axis=1, keepdims=True),
    )  # fmt: skip
    return found[TOKENS]


def _asked(python: Path, script: str, names: Sequence[str], **given: np.ndarray) -> dict[str, Bool[np.ndarray, " n"]]:
    with tempfile.TemporaryDirectory() as room:
        asked, answer = Path(room) / "asked.npz", Path(room) / "answer.npz"
        np.savez(asked, allow_pickle=False, **given)
        subprocess.run([python, "-c", script, asked, answer, *names], check=True, env={})
        with np.load(answer) as found:
            return {name: found[name] for name in names}
