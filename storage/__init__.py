"""Where rows live: one MetaData, one way to open a transaction, one clock; imports no other room."""
