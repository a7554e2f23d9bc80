"""The staff's pages, used as a person uses them: pages are read, buttons are pressed, fields are filled in."""
