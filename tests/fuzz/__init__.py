"""Every parser at our edges fed with what nobody would send; `make fuzz` does it for ten minutes each."""
