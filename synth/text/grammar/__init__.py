"""Templates with labelled slots: from a scene's grammar to a marked text."""
