"""What the server of `children` loads before it forks: all that a run of any kind imports. It starts no thread."""

from __future__ import annotations

import synth.document.encode.final
import synth.document.report.page
import synth.document.studio
import synth.image.encode.final
import synth.image.generate.sketch
import synth.image.report.page
import synth.image.studio
import synth.report.plain
import synth.run
import synth.text.encode.final
import synth.text.report.page
import synth.text.studio  # noqa: F401
import tests.kinds.children
import tests.kinds.short_tasks
import tests.kinds.tone  # noqa: F401
