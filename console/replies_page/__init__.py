"""The parts of the replies page, one a module."""
