"""Templates whose slots remember their label: from a scene's grammar to a text with marks."""
