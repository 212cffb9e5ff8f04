"""The grammar of hint text, the words it knows, and where hints land in a picture."""
