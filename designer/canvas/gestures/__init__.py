"""One press-to-release interaction each: a preview while it moves, at most one edit when it ends."""
