"""The built-in executors, a module each. Nobody imports them by name: they are found by entry point."""
