"""What `synth annotate` takes."""

from __future__ import annotations

from pydantic.dataclasses import dataclass

from synth.options import CLOSED, Flag, LocalPath, Name, Share


@dataclass(frozen=True, slots=True, kw_only=True, config=CLOSED)
class AnnotateOptions:
    """One annotation: a data set and an annotator become a data set with the annotator's labels."""

    data: LocalPath
    """Pictures, texts, recordings or videos: a data set, a folder of files, a file of texts."""
    annotator: Name
    """What labels them, as `with=KIND:WHICH`: `pack:nuclei`, `tagger:FOLDER`, `lexicon:FILE`, `caption`,
    `hub:MODEL`, `speech`, `cuts`."""
    out: LocalPath
    """The data set to write; one that was stopped goes on from its last batch."""
    threshold: Share | None = None
    """Score below which the annotator abstains; None: its own, which is 0.5 where it says nothing else."""
    labels: tuple[Name, ...] = ()
    """Classes that a detector of the hub looks for, by name; none: those of the data."""
    licence: Name = "unstated"
    """Licence of the data, for the card: an SPDX identifier."""
    overwrite: Flag = False
    """Begin anew where `out` holds what other data or another annotator gave."""
