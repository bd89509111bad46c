"""Plans: the objects of each sample and their places, drawn from a scene."""
