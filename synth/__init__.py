"""synth: data that is born with its labels."""

__version__ = "0.1.0"
