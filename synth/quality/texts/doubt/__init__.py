"""What models that never saw a label say of it: how probable it is that it is right."""
