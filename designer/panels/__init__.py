"""The panels beside the canvas: each takes values and emits what the user wants, and knows no other."""
