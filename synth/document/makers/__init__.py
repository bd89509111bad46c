"""What a document tells: coherent, fictitious records, one maker for each kind."""
