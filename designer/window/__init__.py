"""The main window: where panels and canvas meet. Signals are joined to slots here and nowhere else."""
