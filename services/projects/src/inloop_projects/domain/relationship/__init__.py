"""Rules of changes and hiccups."""
