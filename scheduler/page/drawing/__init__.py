"""How the page is drawn: pages and forms from templates, names as links, charts, filters in the address."""
