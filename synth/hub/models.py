"""Load models of transformers, with their processor, from a folder or from the hub."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any, NamedTuple

from synth.core.errors import SynthError, suggest
from synth.hub.files import fingerprint, local_folder
from synth.hub.quiet import silence_libraries

FILES = ["*.json", "*.txt", "model*.safetensors", "*.model"]
"""Files that are fetched of a hub model: weights as safetensors, configuration, vocabulary; no code, no pickles."""


TRAINING_ALONE = "masked_spec_embed"
"""A weight of speech encoders that only training uses; many checkpoints of them lack it."""

_LOADING = (OSError, ValueError, ImportError, KeyError, TypeError, AttributeError, RuntimeError)
"""What transformers raises for files that it cannot use."""


class LoadedModel(NamedTuple):
    """A model in inference mode with its processor. `kind` is the `model_type` of its configuration, `where` what asked
    for it, for messages.
    """

    kind: str
    model: Any
    processor: Any
    where: str


def model_folder(where: str, name: str, revision: str | None) -> Path:
    """The folder of a model, fetched where it is not in the cache. SynthError at `where` without transformers,
    PackError where there is no such model.
    """
    silence_libraries(where, name)
    return local_folder(name, revision, _download)


def load_model(
    where: str, name: str, revision: str | None, kinds: Collection[str], task: str, device: str
) -> LoadedModel:
    """The model `name` in float32 as transformers' `task` class (`AutoModel` ...) on a torch device (or `auto`).

    Raises SynthError at `where`, in one line, if transformers is missing, or the model is not of one of `kinds` or does
    not load.
    """
    folder = str(model_folder(where, name, revision))
    import transformers
    from safetensors import SafetensorError

    from_disk = {"local_files_only": True, "trust_remote_code": False}
    try:
        kind = transformers.AutoConfig.from_pretrained(folder, **from_disk).model_type
        if kind not in kinds:
            raise SynthError(f"{where}: model_type", kind, suggest(kind, kinds))
        processor = transformers.AutoProcessor.from_pretrained(folder, **from_disk)
        model, read = getattr(transformers, task).from_pretrained(
            folder, use_safetensors=True, output_loading_info=True, **from_disk
        )
    except (*_LOADING, SafetensorError) as error:
        raise SynthError(where, name, f"a model that transformers loads: {' '.join(str(error).split())}") from error
    if lacking := sorted(key for key in read["missing_keys"] if not key.endswith(TRAINING_ALONE)):
        raise SynthError(where, name, f"all of the model's weights: {len(lacking)} lack, such as {lacking[0]}")
    return LoadedModel(kind, model.float().to(_device(device)).eval(), processor, where)


def model_fingerprint(name: str, revision: str | None) -> str:
    """The fingerprint of a model, for the manifest; one that is not in the cache is downloaded. PackError where that
    fails.
    """
    return fingerprint(local_folder(name, revision, _download))


def _device(name: str) -> Any:
    """The device of a name that a generator has accepted; `auto` is a GPU if torch sees one."""
    import torch

    return torch.device("cuda" if torch.cuda.is_available() else "cpu") if name == "auto" else torch.device(name)


def _download(model: str, revision: str | None) -> str:
    from huggingface_hub import snapshot_download

    return snapshot_download(model, revision=revision, allow_patterns=FILES)
