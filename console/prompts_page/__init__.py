"""The parts of the prompts page, one a module."""
