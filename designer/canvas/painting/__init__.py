"""Paints looks. Nothing in here knows the document, an edit or a gesture."""
