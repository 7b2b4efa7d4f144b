"""What graders may say of a student's values, in words for the student."""
