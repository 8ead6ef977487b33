"""What goes into a file or a line where it does not belong: signs, and values as they would stand after a name."""

from __future__ import annotations

from typing import Final

SIGNS: Final = [
    "\0", "\x01", "\x07", "\x1b[31m", "\x7f", "\x85", "\xa0", "\u200b", "\u200f", "\u202e", "\u2066", "\u2028", "\u2029",
    "\ufeff", "\ufffd", "\ufffe", "\U0001f600", "e\u0301", "\u0660", "\u00b2", "\t", "\r", "\r\n", "\n", "\f", "\v", " ",
    "-", "−", ":", ": ", " #", "#", "&", "*", "!", "|", ">", "'", '"', "%", "@", "`", "{", "}", "[", "]", ",", "?", "<<",
    "---", "...", "~", "\\", "/", "=", ";", ".", "..", "$HOME", "%s", "{0}", "\\N{BULLET}",
]  # fmt: skip
VALUES: Final = [
    "", "null", "~", "true", "false", "yes", "-1", "0", "-0", "-0.0", "0.0", "1", "1.0", "1.5", "2", "+1", "010", "0x1F",
    "0o17", "0b1", "1_000", "1,000", "1:30", "1e3", "1e308", "1e309", "-1e308", "1e-320", "5e-324", ".5", "5.", ".nan",
    ".inf", "-.inf", "nan", "inf", "9" * 30, "9" * 400, "-" + "9" * 5000, str(2**31), str(2**32), str(2**53 + 1),
    str(2**63-1), str(2**63), "0." + "0" * 400 + "1", "1e" + "9" * 50, "12%", "£12", "½", "²", "٣", "１２", "−1", "1–2",
    "'12'", '"12"', "'null'", "''", "' '", '"\\0"', '"\\e[31m"', '"\\ud800"', '"\\u202e"', '"\\n\\n"', '"a\\nb"', "x" * 5000,
    "x y " * 2000, "\U0001f600" * 300, "[]", "{}", "[[]]", "[[[[]]]]", "[1, 2]", "[null]", "[true]", "['']", "[.inf]",
    "[1, a]", "{a: 1}", "{1: 2}", "{null: 1}", "{[1]: 2}", "{{a: 1}: 2}", "{true: 1}", "{1.5: 2}", "? [a]", "? x", "- - - 1",
    "- 1", "|\n  a\n  b", ">-\n  a", "a: b", "a: b: c", "@", "`", "%", "'", '"', "[", "{", "]", "}", "[a, b", "{a: b", "#",
    "# x", "x #y", "!!bool maybe", "!!int x", "!!int 3", "!!float x", "!!float 3", "!!null x", "!!str 3", "!!binary aGk=",
    "!!binary x", "!!timestamp 2026-13-45", "!!set {a}", "!!omap [a: 1]", "!!pairs [a: 1]", "!!map []", "!!seq {}",
    "!!map x", "!!python/object/apply:os.system [ls]", "!mine 3", "!<tag:yaml.org,2002:str> a", "!", "! 3", "!!",
    "!!merge x", "!!value x", "&a 1", "*a", "&a [*a]", "{<<: *a}", "{<<: {a: 1}}", "<<: *a", "[&a 1, *a]", "&a &b 1", "=",
    "<<", "2026-04-01", "2026-13-45", "2026-02-30", "2026-04-01T00:00:00Z", "0001-01-01", "99999-01-01", "20260401",
    "2026-W01-1", "26-04-01", "12:00", "current", "none", "all", "declared", "every-route", "blackpool", "england-and-wales",
    "pre-arrest", "lead", "lead-street", "pessimistic", "police", "Blackpool", "pre_arrest", "../../etc/passwd", "/", ".",
    "..", "~", "~/x.yaml", "~nobody/x.yaml", "/dev/zero", "/dev/null", "/dev/stdin", "/proc/self/mem", "no-such-file.yaml",
    "my.yaml", "my.csv", "./my.yaml", "C:\\x.yaml", "C:/x.yaml", "\\\\host\\share\\x.yaml", "con.yaml", "nul", "a\\b.yaml",
    "x" * 300 + ".yaml", "a/" * 3000 + "x.yaml", "http://example.invalid/x.yaml", "file:///x.yaml", '"a\\0.yaml"', "grid",
    "list", "sobol", "latin-hypercube", "log", "logit", "linear", "strong", "judgement", "64", "100", "1000", "10000000",
    "999999999999", "{low: 0, high: 1}", "{low: 1, high: 0}", "{low: 1, high: 1}", "{low: 0.2, high: 0.4, points: 3}",
    "{low: 0.2, high: 0.4, points: 1}", "{low: 1, high: 2, points: 100000000}", "{low: 1e-300, high: 1e300, scale: log}",
    "{low: 0, high: 1, scale: logit}", "{low: -1, high: 1, scale: log}", "{low: 0.2, high: 0.4, point: 3}",
    "{low: null, high: []}", "{low: .nan, high: 1}", "{value: 1, source: a, rating: strong}",
    "{value: 1e300, source: a, rating: strong}", "{value: null}", "{low: 1}", "0.5 * workers_pre_arrest",
    "workers_pre_arrest", "-1 * offer_street", "0.5 * nothing", "1e300 * offer_street", "0.5*", "* offer_street",
    "[0.5, 0.6]", "[20, 40]", "[1, 1]", "[0, 0, 0]", "[effect_lead]", "[effect_lead, effect_lead]",
    "{effect_lead: declared}", "{effect_lead: {low: 0.5, high: 0.6}, seed: 1}", "{lead.bond: [0.1, {}]}",
    "[{lead.bond: 1}, {lead.bond: x}]", "[{a: 1}, {b: 2}]", "{lead.length_days: {low: 1, high: 9}}", "[shoplifting]",
    "[shoplifting, shoplifting]", "[murder]", "{housing: 0.5}", "{housing: 2}", "{housing: -1}", "{heating: 1}",
]  # fmt: skip
