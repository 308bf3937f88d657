"""What the user is told when there is no result."""


class BridgeError(Exception):
    """Its message is one line: what is wrong, and what to do."""
