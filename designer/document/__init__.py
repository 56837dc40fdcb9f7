"""The Flow with its picture as a value, and the edits that a user can make. No Qt, nothing that runs."""
