"""Models of the hub as annotators: boxes and masks of named things, sentences, spans of texts, transcripts."""
