"""The built-in kinds of Step, a module each. Nobody imports them by name: they are found by entry point."""
