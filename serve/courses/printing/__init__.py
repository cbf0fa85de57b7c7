"""The certificate of a course, as a PDF for the person who passed its final test."""
