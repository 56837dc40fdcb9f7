"""The life of open documents and runs, without widgets: what the window and the panels are told."""
