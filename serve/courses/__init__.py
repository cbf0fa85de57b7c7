"""Courses: officers of agencies learn alone from the lessons of a seminar."""
