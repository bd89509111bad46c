"""`python -m tests.kinds.launch WORDS...` is `synth WORDS...` where the kinds of the tests are registered, too."""

from __future__ import annotations

import sys

from tests.kinds.registered import register

register()

if __name__ == "__main__":
    from synth.cli import main

    sys.exit(main(sys.argv[1:]))
