"""Postcards for Backcast: a kind, an executor, a viewer, a palette and an inspector."""
