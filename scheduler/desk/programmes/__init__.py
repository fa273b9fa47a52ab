"""What commands and page do with a programme: made, judged and shown by the means that a term's schedule has."""
