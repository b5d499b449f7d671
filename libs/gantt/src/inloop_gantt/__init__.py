"""The Gantt: a plan view in, one scene out, and a painter that decides nothing."""
