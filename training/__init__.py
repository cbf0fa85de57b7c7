"""Contributed images to a release. torch and torchvision live here and nowhere else."""
