"""Real engines for every package's tests: pytest takes plugins only from the top."""

pytest_plugins = ["inloop_kit.testing"]
