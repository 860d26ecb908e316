"""The one thing every reader of files raises."""


class UnusableFile(Exception):
    """A file that cannot be read as a table. The text is one sentence with the fix."""
