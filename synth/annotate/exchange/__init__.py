"""A set of ours to another tool and back: what people changed there comes home as a patch."""
