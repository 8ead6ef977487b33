"""Charts drawn in the browser: from a `Chart` to options of ECharts, one module for each mark.

Takes a `Chart` (`options.option`); gives plain data.
"""
