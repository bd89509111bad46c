"""Models of others: where their files are, how they are loaded, on how many threads they compute."""
