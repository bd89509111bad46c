"""The models that a generator's options name: fetched once, before anything is drawn or written."""

from __future__ import annotations

from synth.image.generate.hub.fetch import controlnet_path, pipeline_folder
from synth.image.options.generator import GeneratorOptions
from synth.image.packs.hub import fingerprint, shown_name


def fetch_models(options: GeneratorOptions) -> dict[str, str]:
    """What each model does and what a manifest calls it, such as `controls.depth/OWNER/NAME` -> its fingerprint.

    What is not here yet is downloaded; PackError where it cannot be had.
    """
    found = {f"generator/{shown_name(str(options.model))}": fingerprint(pipeline_folder(options))}
    for name, control in options.controls.items():
        path = controlnet_path(control)
        if path is not None:
            found[f"controls.{name}/{shown_name(str(control.model))}"] = fingerprint(path)
    return found
