"""The report: one page that holds everything, made from a folder of results alone."""
