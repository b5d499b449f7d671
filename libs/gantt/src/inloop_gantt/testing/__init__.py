"""Plans and golden pictures for tests, ours and those of the services that lay out or paint a Gantt."""
