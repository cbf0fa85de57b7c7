"""Draws photos of fictional products, genuine and counterfeit, for seminars, tests and training.

In file order: a product module draws flat artwork (`products/`, with `canvas`, `lettering`, `barcode`,
`security`), `rendering` finds where a counterfeit's artwork differs, `scene` chooses how a phone sees it,
`phone` takes the picture, `sample` decides which items exist, and `__main__` writes the data set.
"""
