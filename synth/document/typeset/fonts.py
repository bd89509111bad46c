"""The fonts of a run: those that come with the package or that pip installed with it, none of the system's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

from synth.core.scratch import Scratch

OWN = Path(__file__).parent / "fonts"
"""Handwriting fonts; their licences stand beside them."""

SHIPPED = (
    "font_amatic_sc", "font_caladea", "font_fredoka_one", "font_hanken_grotesk", "font_intuitive", "font_manrope",
    "font_roboto", "font_source_sans_pro", "font_source_serif_pro", "fontpkg_ibm_plex_mono",
)  # fmt: skip
"""Python packages of fonts that this one depends on; their own licences are Apache 2.0 or SIL OFL 1.1."""

OF_LANGUAGE: Mapping[str, tuple[tuple[str, str], ...]] = {
    "ar": tuple((f"fontpkg_{name}", "files/*.ttf") for name in ("amiri", "cairo", "ibm_plex_sans_arabic", "tajawal")),
    "hi": (("pylopdf_fonts_hi", "*.ttf"),),
    "ja": (
        ("noto_cjk_sans_jp_regular", "*.otf"),
        ("noto_cjk_sans_jp_bold", "*.otf"),
        ("pylopdf_fonts_jp", "NotoSerifJP-*.otf"),
    ),
}
"""Language -> (package, files in it) of its script's fonts, all SIL OFL 1.1: the families of `style.SCRIPTS`.

Not Noto for Arabic: its later versions draw dots as letters of their own, below the line's box, where the word below
takes them.
"""


class FontSet:
    """Font `files` for documents in some languages, a `folder` of links to them, and the `sha256` of each by name."""

    def __init__(self, languages: Iterable[str]) -> None:
        self.files = sorted({*_shipped(), *_of_languages(languages)}, key=lambda path: path.name)
        self._scratch = Scratch()
        self.folder = self._scratch.path
        with self._scratch.writing():
            for file in self.files:
                (self.folder / file.name).symlink_to(file)
        self.sha256 = {file.name: sha256(file.read_bytes()).hexdigest() for file in self.files}


def _shipped() -> Iterator[Path]:
    """One file for each face; of a face in two formats the TrueType one."""
    yield from (path for path in OWN.iterdir() if path.suffix in (".ttf", ".otf"))
    for package in SHIPPED:
        faces: dict[str, Path] = {}
        folder = Path(str(files(package))) / "files"
        for path in sorted(folder.iterdir(), key=lambda path: (path.suffix, path.name)):
            if path.suffix in (".otf", ".ttf") and "Variable" not in path.name:
                faces[path.stem] = path
        yield from faces.values()


def _of_languages(languages: Iterable[str]) -> Iterator[Path]:
    for language in sorted(set(languages) & OF_LANGUAGE.keys()):
        for package, pattern in OF_LANGUAGE[language]:
            yield from Path(str(files(package))).glob(pattern)
