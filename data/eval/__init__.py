"""What pictures are measured by: points that a person marked. Nothing here is learned from."""
