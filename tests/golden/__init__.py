"""Golden tables: hashes of what every command writes, so that a change of the code is seen to change no byte.

`python -m tests.golden make TABLE.json [--only GLOB] [--keep FOLDER]` runs the cases of `cases.py` and writes a table.
`python -m tests.golden compare BEFORE.json AFTER.json [--only GLOB]` prints what differs; exit code 1 if anything does.
`python -m tests.golden stable` rewrites stable.json, what `test_golden.py` compares with on every machine.

A table holds for one machine and one set of packages. Only `alone.py` imports synth, all else uses the command line.
"""
