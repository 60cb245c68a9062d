"""The Your review page."""
