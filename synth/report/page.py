"""report.html: one self-contained page about a finished data set."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from markupsafe import Markup

from synth.folder.disk import one_line_errors, write_atomic

TEMPLATES = Path(__file__).parent / "templates"


def write_page(path: Path, template: Path, view: Mapping[str, Any], script: Path | None = None) -> Path:
    """Render a template into `path`, with the common style and the script, if any, inlined; returns `path`.

    Every value is escaped. The template may include those beside it and the common ones of `synth/report/templates`.
    The page is written whole or not at all; OutputError where the disk refuses.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader([template.parent, TEMPLATES]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    code = script.read_text(encoding="utf-8") if script else ""
    assets = {
        "style": Markup((TEMPLATES / "style.css").read_text(encoding="utf-8")),
        "script": Markup(code),
        "script_hash": base64.b64encode(sha256(code.encode()).digest()).decode("ascii"),
    }
    page = environment.get_template(template.name).render({**assets, **view})
    with one_line_errors(path.parent):
        write_atomic(path, page.encode())
    return path
