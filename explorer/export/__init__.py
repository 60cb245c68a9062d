"""What people take away: code and tables."""
