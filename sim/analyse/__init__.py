"""What finished results say: a question a file, each a function of numbers and then of a folder."""
