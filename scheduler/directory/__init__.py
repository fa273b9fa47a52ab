"""The directory of the network's schools: who is strong in what, how near they are, and who could support whom."""
