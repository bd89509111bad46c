"""One file a locale: its cities, words, formats and numbers."""
