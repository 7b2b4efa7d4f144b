"""What instructors write and keep whole: lessons, everything derived from them, and the audit of the course."""
