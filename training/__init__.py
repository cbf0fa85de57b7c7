"""From contributed images to a release. Only this package imports torch and torchvision."""
