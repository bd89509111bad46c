"""A closed folder for typesetting: the labelling prelude and a copy of the scene's templates, nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path

from synth.core.errors import SpecError
from synth.core.inside import files_inside, inside
from synth.core.plain_file import check_plain
from synth.core.scratch import Scratch

PRELUDE = ("drawings.typ", "synth.typ")
MAIN = "synth-main.typ"
LARGEST_FILE = 10_000_000
MOST_FILES = 500

_MAIN_TEXT = """\
#import "/synth.typ": prelude
#show: prelude
#include sys.inputs.template
"""
_HERE = Path(__file__).parent
_OWN_FOLDER = "a template reads nothing outside of its own folder"


class Workspace:
    """The copied folder (`path`); `sha256` of every file in it by name.

    SpecError for a template that is missing or outside of its scene's folder, for a link that leaves it, and for a
    folder that is too large.
    """

    def __init__(self, scene_folder: Path, templates: Mapping[str, str]) -> None:
        self._scratch = Scratch()
        self.path = self._scratch.path.resolve()
        for name, file in templates.items():
            _check(f"templates.{name}.file", scene_folder, file)
        for folder in sorted({Path(file).parent for file in templates.values()}):
            self._copy(scene_folder, folder)
        for name in PRELUDE:
            self._write(name, (_HERE / name).read_bytes())
        self._write(MAIN, _MAIN_TEXT.encode())
        self.sha256 = {
            str(path.relative_to(self.path)): sha256(path.read_bytes()).hexdigest()
            for path in sorted(_files(self.path))
        }

    def _copy(self, scene_folder: Path, folder: Path) -> None:
        """The files beside a template and in the folders below it; beside a scene file itself only Typst's own."""
        source = scene_folder / folder
        found = files_inside(source, SpecError, _OWN_FOLDER, most=MOST_FILES) if folder != Path() else _typst_in(source)
        for file, path in found:
            name = (folder / file).as_posix()
            if path.stat().st_size > LARGEST_FILE:
                raise SpecError(str(source), name, f"files of at most {LARGEST_FILE // 10**6} MB each")
            self._write(name, path.read_bytes())

    def _write(self, name: str, data: bytes) -> None:
        target = self.path / name
        with self._scratch.writing():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)


def _check(where: str, scene_folder: Path, file: str) -> None:
    path = Path(file)
    inside(scene_folder, file, where, SpecError, "a path inside of the scene's folder")
    if path.name in (*PRELUDE, MAIN) and path.parent == Path():
        raise SpecError(where, file, "another name: this one is the labelling prelude's")
    if not (scene_folder / path).is_file():
        raise SpecError(where, file, f"no such file in {scene_folder}")


def _typst_in(folder: Path) -> Iterator[tuple[str, Path]]:
    """Typst's own files in the folder of a scene file; what else lies there is no part of a template."""
    for path in sorted(folder.glob("*.typ")):
        inside(folder, path.name, str(folder), SpecError, _OWN_FOLDER)
        check_plain(path, SpecError, "a plain file is needed")
        yield path.name, path


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file() or path.is_symlink())
