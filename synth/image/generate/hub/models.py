"""Fetch the models that a generator's options name, before any picture is drawn or written."""

from __future__ import annotations

from synth.image.generate.hub.fetch import controlnet_path, pipeline_folder
from synth.image.options.generator import GeneratorOptions
from synth.image.packs.hub import fingerprint, shown_name


def fetch_generator_models(options: GeneratorOptions) -> dict[str, str]:
    """The role and name of each model, such as `controls.depth/OWNER/NAME` -> its fingerprint, for the manifest.

    Models that are not in the cache are downloaded. PackError where that fails.
    """
    found = {f"generator/{shown_name(str(options.model))}": fingerprint(pipeline_folder(options))}
    for name, control in options.controls.items():
        path = controlnet_path(control)
        if path is not None:
            found[f"controls.{name}/{shown_name(str(control.model))}"] = fingerprint(path)
    return found
