"""Projects and plans."""
