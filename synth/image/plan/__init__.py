"""Plans: what stands where in each sample, drawn from a scene."""
