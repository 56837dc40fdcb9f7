"""Backcast's engine: plans back from the Goals of a Flow and runs what is needed. Never imports Qt."""
