"""The one error a user is shown without a traceback, and the exit codes."""

FAILED, CANNOT, INTERRUPTED = 1, 2, 130
STOPPED = "stopped"  # why replicates are missing after Ctrl-C


class SettingError(ValueError):
    """Something a user asked for cannot be done.

    The message is one line: it names the setting or file, its value, and what is allowed.
    The command line prints it and ends with exit code 2.
    """


class EngineLost(SettingError):
    """Those who did the work are gone; what they had finished before is as good as ever."""
