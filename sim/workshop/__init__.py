"""The workshop: one page on which people compare what-ifs, and live runs for it."""
