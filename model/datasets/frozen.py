"""The files of a frozen data set, as the service writes them and training reads them."""

MANIFEST = "manifest.csv"
GOLD_MANIFEST = "gold/manifest.csv"  # the gold items that were frozen with it, if there are any
