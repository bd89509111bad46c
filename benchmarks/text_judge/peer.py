"""Run by an interpreter that has presidio-evaluator: `python peer.py COUNT SEED` prints a JSON line for each text."""

# pyright: reportMissingImports=false
# presidio-evaluator is a peer: it is installed apart from this project.

from __future__ import annotations

import contextlib
import json
import sys

from presidio_evaluator.data_generator import PresidioSentenceFaker


def main() -> None:
    count, seed = int(sys.argv[1]), int(sys.argv[2])
    with contextlib.redirect_stdout(sys.stderr):  # it prints its progress
        faker = PresidioSentenceFaker("en_US", lower_case_ratio=0.05, random_seed=seed)
        samples = faker.generate_new_fake_sentences(count)
    for sample in samples:
        spans = [(span.start_position, span.end_position, span.entity_type) for span in sample.spans]
        print(json.dumps({"text": sample.full_text, "spans": spans}))


if __name__ == "__main__":
    main()
