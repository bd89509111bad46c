"""The models that a generator's options name: fetched once, before anything is drawn or written."""

from __future__ import annotations

from synth.generate.hub.fetch import controlnet_path, pipeline_folder
from synth.packs.hub import fingerprint, shown_name
from synth.spec.generator import GeneratorOptions


def fetch_models(options: GeneratorOptions) -> dict[str, str]:
    """What a manifest calls each model -> its fingerprint. What is not here yet is downloaded; PackError where it
    cannot be had.
    """
    base = pipeline_folder(options)
    found = {shown_name(str(options.model)): fingerprint(base)}
    for control in options.controls.values():
        path = controlnet_path(control)
        if path is not None:
            found[shown_name(str(control.model))] = fingerprint(path)
    return found
