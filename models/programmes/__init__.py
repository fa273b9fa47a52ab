"""The network's other programmes: their facts, and the groups that are made of them."""
