"""What we call outside of this process: the converter of plan files."""
