"""The answers about a case as one self-contained page.

Importing this package is cheap; what draws and writes the page comes with :mod:`willing.report.page`.
"""
