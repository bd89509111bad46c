"""Data sets made on clusters: shards as tasks of Ray or SLURM, merged to the bytes of a run on one machine."""
