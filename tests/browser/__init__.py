"""Tests in a real browser: a package, so that one running app is for all of them."""
