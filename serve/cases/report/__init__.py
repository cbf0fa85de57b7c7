"""The report of a case as a PDF that is printed, filed and read in court."""
