"""The plan and its dates: pure, no I/O, no framework. Start with `model`, then `engine`."""
