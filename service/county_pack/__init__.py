"""A county's own pack, made without a programmer: a workbook to fill in, read back, checked cell by cell, kept in the state folder."""
