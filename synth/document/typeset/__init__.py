"""Plan -> printed pages with every label."""
