"""What holds for every test."""

from __future__ import annotations

from hypothesis import settings

# The same examples on every run and every machine: a test that passed here passes there. Look for new
# counterexamples with `pytest --hypothesis-profile=search`.
settings.register_profile("repeat", derandomize=True, deadline=None)
settings.register_profile("search", max_examples=2000, deadline=None)
settings.load_profile("repeat")
