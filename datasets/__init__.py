"""The demo data set: a manifest, product sheets, images, and the code that draws them."""
