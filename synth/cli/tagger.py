"""The part of `synth train` that fits a tagger of texts: to texts of a scene, or to labelled texts."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from synth.cli.terminal import say
from synth.core.errors import OutputError, SpecError, SynthError, suggest
from synth.core.paths import expanded

if TYPE_CHECKING:
    from synth.text.learn.fit import Example

FITS = ("pack", "scene", "tagger")
"""What `fit=` takes."""

COUNT = 1000
"""Texts of a scene that a tagger is fitted to where nothing else is said."""

_OWN = ("data", "out")


def asked_for(words: Sequence[str]) -> bool:
    """Whether the words of `synth train` ask for a tagger: by `fit=`, a scene, or data that are texts."""
    given = dict(word.split("=", 1) for word in words if "=" in word)
    if "fit" in given:
        if given["fit"] not in FITS:
            raise SynthError("fit", given["fit"], suggest(given["fit"], FITS))
        return given["fit"] == "tagger"
    if "scene" in given:
        return True
    if "data" not in given:
        return False
    from synth.annotate.texts.read import is_text_data
    from synth.quality.tell import is_texts

    data = expanded(given["data"])
    return is_text_data(data) or (data.exists() and is_texts(data))


def train_tagger(words: Sequence[str]) -> int:
    """Fit a tagger and write it; the exit code."""
    own = dict(word.split("=", 1) for word in words if word.split("=", 1)[0] in _OWN and "=" in word)
    rest = [word for word in words if word.split("=", 1)[0] not in _OWN]
    if ("data" in own) == any(word.startswith("scene=") for word in rest):
        raise SynthError("synth train", own.get("data"), "data=TEXTS or scene=NAME is needed, one of them")
    if "data" not in own:
        fitted(rest, expanded(own["out"]) if "out" in own else None)
        return 0
    if rest:
        raise SynthError(
            rest[0].split("=", 1)[0], rest[0], f"keys of a tagger of texts that are there: {', '.join(_OWN)}"
        )
    if "out" not in own:
        raise SynthError("out", None, "needs a value (out=...)")
    from synth.annotate.texts.examples import examples_in

    data, out = expanded(own["data"]), expanded(own["out"])
    _fit(out.name, examples_in(data), out, whole=True)
    return 0


def fitted(words: Sequence[str], out: Path | None) -> Path:
    """The folder of a tagger fitted to texts of a scene, which `words` name and may change; `out`, or
    outputs/<scene>-tagger. SynthError for a scene that is not of texts.
    """
    from synth.annotate.texts.examples import examples_of
    from synth.cli.jobs import composed, run_config, run_leaves, scene_of
    from synth.run import made

    count = [] if any(word.startswith("count=") for word in words) else [f"count={COUNT}"]
    options = argparse.Namespace(overrides=[*words, *count], cfg=None, multirun=False)
    (job,) = composed("config", options, run_leaves)
    scene = scene_of(job)
    if scene.kind != "text":
        raise SpecError("scene", job.source.name, f"a scene of texts: this one is of kind {scene.kind}")
    folder = out or Path("outputs") / f"{job.source.name}-tagger"
    lines = _lines(made(run_config(job, scene.kind, folder), scene))
    _fit(job.source.name, examples_of(lines), folder, whole=False)
    return folder


def _lines(batches: Iterable[Any]) -> Iterator[dict[str, Any]]:
    import json

    return (json.loads(line) for batch in batches for line in batch.parts["text"] if line)


def _fit(name: str, examples: Iterable[Example], out: Path, *, whole: bool) -> None:
    from synth.folder.disk import one_line_errors
    from synth.text.learn.fit import fit_stored
    from synth.text.learn.stored import is_tagger, write_tagger

    if out.exists() and not is_tagger(out) and (not out.is_dir() or any(out.iterdir())):
        raise OutputError(str(out), "something else", "an empty folder, a tagger, or a name that is free")
    given = list(examples)
    say(f"texts     {len(given)}")
    tagger = fit_stored(name, given, say, whole=whole)
    with one_line_errors(out):
        write_tagger(out, tagger)
    say(f"look at   {out}")
