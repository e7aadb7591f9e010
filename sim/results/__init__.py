"""Results: the folder they are kept in, intervals, summaries and labels. Nothing here draws."""
