"""Our own exp, log and normal quantile: plain multiplications and additions, so every processor gives the same bits.

The C library's versions differ between processors in the last place. Errors measured against exact decimals by
`tests/unit/agents/test_arithmetic.py`: below 2 units in the last place for exp and log; the quantile is Acklam's rational
approximation (relative error below 1.2e-9), which is far finer than any input deserves.
"""

from __future__ import annotations

import math

import numpy as np

from .engine.behaviour import behaviour

LN2 = 0.69314718055994530942
_LN2_HIGH = 6.93147180369123816490e-01
_LN2_LOW = 1.90821492927058770002e-10
_INVERSE_LN2 = 1.44269504088896338700e00
_TO_WHOLE = 6755399441055744.0  # 1.5 × 2^52: adding it and taking it away again rounds to a whole number
_FRACTION = 0x000FFFFFFFFFFFFF  # the bits of a double that hold its fraction
_ONE_HALF = 0x3FE0000000000000  # the bits of 0.5


@behaviour
def exp(x: float) -> float:
    """E to the power `x`, for |x| up to 700; beyond that the edge value.

    The argument is brought near zero in two parts of log 2, after Cody and Waite (1980).

    Args:
        x: Any number.

    Example:
        >>> f"{exp(1.0):.9f}"
        '2.718281828'
    """
    x = min(max(x, -700.0), 700.0)
    k = (x * _INVERSE_LN2 + _TO_WHOLE) - _TO_WHOLE
    r = (x - k * _LN2_HIGH) - k * _LN2_LOW
    z = r * r
    v = z * z
    # Taylor's series to the 13th power in pairs of terms: many short chains instead of one long one.
    even = (0.5 + 1.0 / 24.0 * z) + v * (
        (1.0 / 720.0 + 1.0 / 40320.0 * z) + v * (1.0 / 3628800.0 + 1.0 / 479001600.0 * z)
    )
    odd = (1.0 / 6.0 + 1.0 / 120.0 * z) + v * (
        (1.0 / 5040.0 + 1.0 / 362880.0 * z) + v * (1.0 / 39916800.0 + 1.0 / 6227020800.0 * z)
    )
    return (1.0 + (r + (z * even + r * (z * odd)))) * np.int64((int(k) + 1023) << 52).view(np.float64)


@behaviour
def log(x: float) -> float:
    """The natural logarithm of a positive, normal `x`.

    Args:
        x: Above 0; what is not is not refused, and gives nonsense.

    Example:
        >>> f"{log(10.0):.9f}"
        '2.302585093'
    """
    bits = np.float64(x).view(np.int64)
    e = (bits >> 52) - 1022
    m = np.int64((bits & _FRACTION) | _ONE_HALF).view(np.float64)
    if m < 0.70710678118654752440:
        m *= 2.0
        e -= 1
    f = m - 1.0
    s = f / (2.0 + f)
    z = s * s
    v = z * z
    y = v * v
    even = (1.0 / 5.0 + 1.0 / 9.0 * v) + y * ((1.0 / 13.0 + 1.0 / 17.0 * v) + y * (1.0 / 21.0))
    odd = (1.0 / 3.0 + 1.0 / 7.0 * v) + y * ((1.0 / 11.0 + 1.0 / 15.0 * v) + y * (1.0 / 19.0))
    tail = 2.0 * s * (v * even + z * odd)
    return e * _LN2_HIGH + (2.0 * s + (tail + e * _LN2_LOW))


@behaviour
def logit(p: float) -> float:
    """The log-odds of a probability; 0 and 1 give odds so long that no draw of 53 bits gets past them."""
    p = min(max(p, 1e-16), 1.0 - 1.2e-16)
    return log(p / (1.0 - p))


@behaviour
def expit(x: float) -> float:
    """The probability whose log-odds are `x`."""
    return 1.0 / (1.0 + exp(-x))


@behaviour
def _tail(q: float) -> float:
    top = (
        (((-7.784894002430293e-03 * q - 3.223964580411365e-01) * q - 2.400758277161838) * q - 2.549732539343734) * q
        + 4.374664141464968
    ) * q + 2.938163982698783
    bottom = (((7.784695709041462e-03 * q + 3.224671290700398e-01) * q + 2.445134137142996) * q + 3.754408661907416) * q
    return top / (bottom + 1.0)


@behaviour
def normal(u: float) -> float:
    """The standard normal quantile of `u` in (0, 1); after P. J. Acklam (2003).

    Args:
        u: A probability; 0 and 1 are taken for the nearest number that has a quantile.

    Example:
        >>> f"{normal(0.975):.6f}"
        '1.959964'
    """
    u = min(max(u, 1e-300), 1.0 - 1.2e-16)
    if u < 0.02425:
        return _tail(math.sqrt(-2.0 * log(u)))
    if u > 0.97575:
        return -_tail(math.sqrt(-2.0 * log(1.0 - u)))
    q = u - 0.5
    r = q * q
    top = (
        (
            (((-3.969683028665376e01 * r + 2.209460984245205e02) * r - 2.759285104469687e02) * r + 1.383577518672690e02)
            * r
            - 3.066479806614716e01
        )
        * r
        + 2.506628277459239
    ) * q
    bottom = (
        (((-5.447609879822406e01 * r + 1.615858368580409e02) * r - 1.556989798598866e02) * r + 6.680131188771972e01) * r
        - 1.328068155288572e01
    ) * r + 1.0
    return top / bottom
