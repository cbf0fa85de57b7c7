"""The report's own words, a module for each language. `serve.cases.report.labels` has them all."""
