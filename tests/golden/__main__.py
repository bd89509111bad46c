"""The command: python -m tests.golden make | compare | stable."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.golden.table import compare, make, read_table


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.golden", description="Golden tables of what synth writes.")
    commands = parser.add_subparsers(dest="command", required=True)
    making = commands.add_parser("make", help="run the cases and write their table")
    making.add_argument("table", type=Path)
    making.add_argument("--only", default="*", metavar="GLOB", help="names of cases, for example 'scene/invoice*'")
    making.add_argument("--keep", type=Path, metavar="FOLDER", help="a new folder in which all that was written stays")
    comparing = commands.add_parser("compare", help="print what differs; exit code 1 if anything does")
    comparing.add_argument("before", type=Path)
    comparing.add_argument("after", type=Path)
    comparing.add_argument("--only", default="*", metavar="GLOB", help="names of cases, where a table holds only some")
    commands.add_parser("stable", help="rewrite stable.json")
    options = parser.parse_args()
    if options.command == "compare":
        return _compared(options)
    if options.command == "stable":
        from tests.golden.stable import write_stable

        write_stable()
        return 0
    if options.keep:
        options.keep.mkdir(parents=True)
        return make(options.table, options.only, options.keep.resolve())
    with tempfile.TemporaryDirectory(prefix="golden_") as folder:
        return make(options.table, options.only, Path(folder))


def _compared(options: argparse.Namespace) -> int:
    before, after = read_table(options.before, options.only), read_table(options.after, options.only)
    found = compare(before, after)
    sys.stdout.writelines(f"{line}\n" for line in found)
    sys.stdout.write(f"{len(found)} of {len(before.keys() | after.keys())} entries differ\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
