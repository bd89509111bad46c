"""The contents of documents: coherent, fictitious records, one maker for each kind."""
