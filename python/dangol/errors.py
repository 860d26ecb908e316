"""What dangol raises. Each is a DangolError and the error of Python that it resembles; each text says what to do."""


class DangolError(Exception):
    """Anything that dangol refuses."""

    def __str__(self) -> str:
        return str(self.args[0]) if len(self.args) == 1 else super().__str__()  # KeyError would show quotes


class InvalidArgument(DangolError, ValueError):
    """An option or argument outside what is allowed."""


class UnknownColumn(DangolError, KeyError):
    """A column that is not there."""


class UnknownLevel(DangolError, KeyError):
    """A level that its column does not have."""


class ColumnKindMismatch(DangolError, TypeError):
    """A column read as something that it is not."""


class WrongType(DangolError, TypeError):
    """An argument of a type that cannot be read as what it should be, or one that there is not."""


class ProtectedAttribute(DangolError, ValueError):
    """A protected attribute on its way to where it must not go."""


class FutureLeak(DangolError, ValueError):
    """A column that knows what was not yet known."""


class InsufficientData(DangolError, RuntimeError):
    """Too little to answer from."""


class BadArchive(DangolError, ValueError):
    """Bytes that are not an archive of ours, or no longer."""


class BadInput(DangolError, ValueError):
    """A table that cannot be read at all."""


class Cancelled(DangolError, RuntimeError):
    """The call was stopped; no argument was changed."""


class EmptyTableWarning(UserWarning):
    """Nobody is in a table of features: mostly the window lies where no visit is on record."""


class RowsSetAsideWarning(UserWarning):
    """Half the rows of a table or more could not be used: mostly a column is not what the schema says."""


class StrayTimeWarning(UserWarning):
    """Some rows lie years before, or after, all others of their table: a slip in the year, mostly, that stretches every window."""
