"""Courses: officers of agencies learn by themselves from the lessons of a seminar."""
