"""What rules report, and how several reports about one cause become one."""
