"""Pictures to learn from: sources, line extraction, hint simulation. No networks live here."""
