"""Where schools and leads are: from grid references, from postcodes, from addresses."""
