"""Queries for documents of the other language: English to Chinese and Chinese to English."""
