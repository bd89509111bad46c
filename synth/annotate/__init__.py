"""Models label data that exists; each label says which model, how sure and why, and people's labels stay."""
