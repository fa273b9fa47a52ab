"""An instance as a workbook, and back: what a coordinator types into Excel, read as people make it."""
