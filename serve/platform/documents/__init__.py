"""Documents as PDFs that are printed, filed and read in court; subjects bring their templates and words."""
