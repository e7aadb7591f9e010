"""The one error a user is shown without a traceback, and the exit codes."""

CANNOT, INTERRUPTED = 2, 130


class SettingError(ValueError):
    """Something a user asked for cannot be done.

    The message is one line: it names the setting or file, its value, and what is allowed.
    The command line prints it and ends with exit code 2.
    """
