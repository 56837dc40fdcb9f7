"""A Flow as text for other tools: Mermaid and DOT, both from one sketch."""
