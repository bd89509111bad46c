"""A new set beside old ones: what it covers, what it brings, whether labels mean the same, what to annotate next."""
