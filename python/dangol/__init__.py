"""Personas, negative personas and lead scores from customer records."""

from importlib.metadata import version as _version

__version__ = _version("dangol")
