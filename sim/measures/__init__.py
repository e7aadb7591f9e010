"""What is measured each year, a declaration each."""
