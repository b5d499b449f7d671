"""Who calls us: people, events, due rows."""
