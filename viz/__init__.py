"""What people see: `charts` as plain data, `figures` in files, and the `view` in a browser."""
