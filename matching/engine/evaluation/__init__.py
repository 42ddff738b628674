"""Judged collections, measures of ranking, calibration of scores."""
