"""A text scene fitted to labelled texts: what at least k of them have in common, and nothing else."""
