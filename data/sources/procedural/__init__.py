"""Drawings made by code: whole figures with true parts, flats and forms. The heart of the data."""
