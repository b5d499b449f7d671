"""Changes and hiccups."""
