"""The rules that all programmes share, with the meaning they have for a term's schedule."""
