"""The pages, one module each, called like their data and their charts; each ends with its `PAGE`."""
