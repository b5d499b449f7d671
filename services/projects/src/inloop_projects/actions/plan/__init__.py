"""Projects, plans, baselines, the timeline."""
