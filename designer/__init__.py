"""The desktop designer: draws Flows, edits them, and shows their runs. Needs the extra `designer`."""
