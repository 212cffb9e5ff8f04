"""The words of hint text in three languages, as TOML tables."""
