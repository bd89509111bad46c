"""Models of transformers, loaded from a folder or from the hub, with their processor."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from synth.core.errors import SynthError, suggest
from synth.image.options.judges import ClipOptions, DetectorOptions
from synth.image.packs.hub import fingerprint, local_folder, shown_name
from synth.image.packs.quiet import hush

FILES = ["*.json", "*.txt", "model*.safetensors", "*.model"]
"""What is fetched of a hub model: weights as safetensors, configuration, vocabulary; no code and no pickles."""


class Loaded(NamedTuple):
    """A model in inference mode with its processor; `kind` is its configuration's `model_type`."""

    kind: str
    model: Any
    processor: Any


def load_model(where: str, name: str, revision: str | None, kinds: Collection[str], task: str, device: str) -> Loaded:
    """The model `name` in float32 as transformers' `task` class (`AutoModel` ...) on a torch device (or `auto`).

    SynthError, one line at `where`, where transformers is missing, the model is none of `kinds` or does not load.
    """
    hush(where, name)
    import transformers

    folder = str(local_folder(name, revision, _download))
    from_disk = {"local_files_only": True, "trust_remote_code": False}
    try:
        kind = transformers.AutoConfig.from_pretrained(folder, **from_disk).model_type
        if kind not in kinds:
            raise SynthError(f"{where}: model_type", kind, suggest(kind, kinds))
        processor = transformers.AutoProcessor.from_pretrained(folder, **from_disk)
        model, read = getattr(transformers, task).from_pretrained(
            folder, use_safetensors=True, output_loading_info=True, **from_disk
        )
    except (OSError, ValueError, ImportError, KeyError) as error:
        raise SynthError(where, name, f"a model that transformers loads: {' '.join(str(error).split())}") from error
    if lacking := sorted(read["missing_keys"]):
        raise SynthError(where, name, f"all of the model's weights: {len(lacking)} lack, such as {lacking[0]}")
    return Loaded(kind, model.float().to(_device(device)).eval(), processor)


def fetch_models(judges: Mapping[str, DetectorOptions | ClipOptions]) -> dict[str, str]:
    """What each judge does and what a manifest calls it, such as `detector/OWNER/NAME` -> its fingerprint.

    What is not here yet is downloaded; PackError where it cannot be had.
    """
    return {
        f"{role}/{shown_name(judge.model)}": fingerprint(local_folder(judge.model, judge.revision, _download))
        for role, judge in judges.items()
        if judge.model
    }


def _device(name: str) -> Any:
    """A device whose name a generator has taken; `auto` is a GPU where torch sees one."""
    import torch

    return torch.device("cuda" if torch.cuda.is_available() else "cpu") if name == "auto" else torch.device(name)


def _download(model: str, revision: str | None) -> str:
    from huggingface_hub import snapshot_download

    return snapshot_download(model, revision=revision, allow_patterns=FILES)
