"""What a kind of data asks of the names of its people."""

from __future__ import annotations

from typing import NamedTuple


class NameRules(NamedTuple):
    """`foreign`: the share of people with a name from elsewhere, of the origins that the locale's file lists.

    `titles`: whether the label PERSON covers a title (`Ms.`, `Herr`). `pronouns`: whether pronouns are labelled.
    """

    foreign: float = 0.0
    titles: bool = False
    pronouns: bool = False


OWN_NAMES = NameRules()
"""Names of the locale only; titles and pronouns without a label."""
