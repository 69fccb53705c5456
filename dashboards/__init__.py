"""What people watch the lab with."""
