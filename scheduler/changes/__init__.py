"""What happens to an instance after its schedule was published, and what follows from it."""
