"""The questions that a comparison or a benchmark answers, by name: `--fail-on` takes these."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Question(NamedTuple):
    """`asks` in words; `limit`: what makes the answer good or bad, in words."""

    asks: str
    limit: str


CHECKS: Mapping[str, Question] = {
    "useful": Question(
        "Does a model that learns from the synthetic data work on real ones?",
        "good from 80 % of what the real data reach",
    ),
    "adds": Question("Is the synthetic data worth something beside a few real ones?", "good where the gain is above 0"),
    "measures": Question("Are lengths, counts and sizes distributed as in the real data?", "distances up to 0.2"),
    "labels": Question("Is each label as frequent as in the real data?", "a total variation up to 0.2"),
    "told_apart": Question("Can a machine tell the two apart?", "an area under the curve up to 0.8"),
    "statistics": Question(
        "Do simple statistics of the pictures agree?", "KID up to 3 times the upper end for held-out real ones"
    ),
    "read_back": Question("Does an annotator read the labels back as well as on real pictures?", "90 % of its real AP"),
    "variety": Question("Are the synthetic data as varied as the real ones?", "80 % of the real data's variety"),
    "covered": Question("Is every sort of real record represented?", "at most 10 points less than held-out real ones"),
    "repeats": Question("Do the synthetic data repeat themselves?", "no more near-duplicates than real ones, +1 point"),
    "copies": Question("Are synthetic records copies of real ones?", "no nearer than held-out real ones"),
    "phrases": Question("Do synthetic texts share long passages with real ones?", "no more than held-out real ones"),
    "values": Question("Do values of real people or things occur in the synthetic data?", "none that are unique"),
    "canaries": Question("Do planted records come out again?", "none"),
    "membership": Question(
        "Can one tell which real records the generator learnt from?", "an area under the curve up to 0.55"
    ),
    "coverage": Question("Is every group in the real data there?", "no group below half its real share"),
}
"""In the order of reports."""

BENCHMARK: Mapping[str, Question] = {
    "names": Question("Have both sets the same classes, by their names?", "good where every name is mapped for sure"),
    "covers": Question(
        "Does the new set hold every sort of item that the old one has?",
        "at most 10 points less than the old set's other half",
    ),
    "brings": Question(
        "Does the new set bring what the old one lacks?",
        "good where more items are far from the old ones than of their own, or most are farther",
    ),
    "alike": Question(
        "Do both sets mean the same by a label?", "no class on which the other set's model agrees 20 points less"
    ),
    "transfers": Question("Does a model trained on one set work on the other?", "good from 80 % of its own model"),
    "gains": Question(
        "Is the new set worth something beside the old one, on the old one's tests?", "good where the gain is above 0"
    ),
}
"""In the order of the report."""
