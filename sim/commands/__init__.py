"""The commands of ``small-schools``: a file each, with ``add_arguments`` and ``do``."""
