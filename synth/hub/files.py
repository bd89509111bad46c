"""Locate the files of a model: a local folder, or a snapshot in the hub's cache."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

from synth.core.errors import PackError
from synth.core.paths import expanded
from synth.core.strict_json import read_object

Download = Callable[[str, str | None], str]
"""(hub id, commit or None) -> folder or file in the hub's cache."""

SAFE, PICKLED = ".safetensors", (".bin", ".ckpt", ".pt", ".pth", ".pkl", ".msgpack", ".h5")
HUB_ID = re.compile(r"[\w.-]+/[\w.-]+(/[\w./-]+\.safetensors)?")
SNAPSHOT = re.compile(r"[0-9a-f]{40}")
LARGEST_JSON = 1 << 26
"""Bytes of a configuration or an index."""

WHOLE_BYTES = 64 << 20
END_BYTES = 1 << 20

LICENCE = "accept the licence on its page at the hub, then `hf auth login`"
BY_NAME: dict[str, str] = {
    "GatedRepoError": f"this model is gated: {LICENCE}",
    "RevisionNotFoundError": "a commit of this model: `revision` names none that the hub knows",
    "RepositoryNotFoundError": "a model that the hub knows, or an existing folder; if it is private: `hf auth login`",
    "RemoteEntryNotFoundError": "a repository in diffusers' layout: model_index.json, for a ControlNet config.json",
    "OfflineModeIsEnabled": "HF_HUB_OFFLINE is set and it is not in the cache: fetch it online once, or name a folder",
    "LocalEntryNotFoundError": "not in the cache, and the hub cannot be reached: check the network, or name a folder",
    "ConnectionError": "the hub cannot be reached: check the network, or name a folder",
    "TransportError": "the hub cannot be reached: check the network, or name a folder",
    "HfHubHTTPError": "the hub refused: try again later, or name a folder",
}
"""Advice for a failure of the hub, by the name of the exception's class or of one of its base classes."""


def local_folder(model: str, revision: str | None, download: Download) -> Path:
    """The folder (or .safetensors file) of a model: an existing path is returned, a hub id is fetched by `download`.

    Raises PackError, in one line, where there is no such model or where it holds pickles or code.
    """
    path = expanded(model)
    if path.exists():
        return _sound(path)
    if model.startswith((".", "/", "~", os.sep)) or not HUB_ID.fullmatch(model):
        raise PackError("model", model, "no such folder; an existing folder, or a hub id such as OWNER/NAME")
    try:
        return _sound(Path(download(model, revision)))
    except PackError:
        raise
    except Exception as error:
        got, advice = _plainly(error)
        raise PackError(f"model {model}" + (f" at {revision[:12]}" if revision else ""), got, advice) from error


def fingerprint(path: Path) -> str:
    """The fingerprint of a model in a manifest: its commit if it lies in the hub's cache, else a SHA-256.

    The hash covers the names, sizes and contents of its files (of files above 64 MiB the first and the last MiB).
    """
    for name, parent in zip(path.parts[1:], path.parts, strict=False):
        if parent == "snapshots" and SNAPSHOT.fullmatch(name):
            return name
    digest = sha256()
    for file in [path] if path.is_file() else sorted(p for p in path.rglob("*") if p.is_file()):
        name = file.name if file == path else file.relative_to(path).as_posix()
        digest.update(f"{name} {file.stat().st_size} {_digest(file)}\n".encode())
    return digest.hexdigest()


def shown_name(model: str) -> str:
    """The name of a model in reports: its hub id, or the last part of its path, to reveal no local folders."""
    path = expanded(model)
    return path.name if path.exists() else model


def check_weights(folder: Path, variant: str | None) -> None:
    """Check the weights of a model's folder.

    Raises PackError unless every part in the model's index exists, all weights are safetensors, and some of them are of
    `variant` (such as fp16) if it is given.
    """
    index = folder / "model_index.json"
    named = read_json(index) if index.is_file() else {}
    for name, entry in named.items():
        whole = not isinstance(entry, list) or None in entry or name == "controlnet"  # that one may come from elsewhere
        if not whole and not (folder / name).is_dir():
            raise PackError(str(folder), f"no {name}/", "every part that its model_index.json names")
    parts = [folder / name for name in named] if named else [folder]
    files = [file for part in parts if part.is_dir() for file in part.iterdir()]
    safe = [file for file in files if file.suffix == SAFE]
    for file in sorted(files):
        if file.suffix in PICKLED and file.parent not in (other.parent for other in safe):
            allowed = f"weights as {SAFE} in {file.parent.name}: no pickle is ever loaded"
            raise PackError(str(folder), file.relative_to(folder).as_posix(), allowed)
    if not safe:
        raise PackError(str(folder), "no weights", f"a folder with weights as {SAFE}")
    if variant and not any(re.search(rf"\.{re.escape(variant)}[.-]", file.name) for file in safe):
        allowed = f"weights of that name in {folder}, or null for the plain ones"
        raise PackError("generator.variant", variant, allowed)


def _sound(path: Path) -> Path:
    """The path. Raises PackError if it is not a safetensors file, or if its pipeline needs code of its own."""
    if path.is_file():
        if path.suffix != SAFE:
            raise PackError("model", str(path), "a folder or a .safetensors file: no other weights are loaded")
        return path
    index = path / "model_index.json"
    for file in _own_code(path, read_json(index)) if index.is_file() else ():
        raise PackError("model", str(path), f"a model without code of its own: {file} is never run")
    return path


def read_json(path: Path) -> dict[str, object]:
    """The object in a JSON file. Raises PackError for an unreadable file or another JSON value."""
    return read_object(path, PackError, "a JSON file of diffusers", most=LARGEST_JSON)


def _own_code(folder: Path, index: dict[str, object]) -> Iterator[str]:
    """The code files that a pipeline's index refers to."""
    if isinstance(index.get("_class_name"), list):
        yield f"{index['_class_name']}"
    for part, entry in index.items():
        if isinstance(entry, list) and entry and (folder / part / f"{entry[0]}.py").is_file():
            yield f"{part}/{entry[0]}.py"


def _plainly(error: BaseException) -> tuple[str, str]:
    """The first known failure of the hub in a chain of causes, as the parts `got` and `allowed` of a message.

    Raises the error itself where no cause is known.
    """
    chain: list[BaseException] = []
    link: BaseException | None = error
    while link is not None and link not in chain:
        chain.append(link)
        link = link.__cause__ or link.__context__
    for name, advice in BY_NAME.items():
        for link in chain:
            if name in (kind.__name__ for kind in type(link).__mro__):
                return type(link).__name__, advice
    if isinstance(error, OSError | ValueError):
        return f"{type(error).__name__}: {error}", "a model in diffusers' layout"
    raise error


def _digest(file: Path) -> str:
    """SHA-256 of a file; of a large file only its two ends are hashed."""
    with file.open("rb") as stream:
        if file.stat().st_size <= WHOLE_BYTES:
            return sha256(stream.read()).hexdigest()
        head = stream.read(END_BYTES)
        stream.seek(-END_BYTES, os.SEEK_END)
        return sha256(head + stream.read()).hexdigest()
