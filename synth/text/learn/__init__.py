"""Standard models that learn from labelled texts: judges of texts, of labels, and annotators."""
