"""The evaluation report and the comparison of two releases: numbers, drawings, and pages that need nothing else.

`figures`, `calibrated` and `paired` count; `drawings` draws; `sections` puts words to both; `page` and `compare` write.
"""
