"""Files as sheets of cells: workbooks and CSV files as anybody writes them, opened with care."""
