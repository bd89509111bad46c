"""Videos: plans over time, drawn frame by frame with the picture wing's hand, checked in the decoded file."""
