"""What was promised to residents: drafts, cases, their clocks, the queue, the card roll, staff and the audit log."""
