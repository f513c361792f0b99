"""Angles as people write them: multiples of pi, three digits otherwise."""

import math
from fractions import Fraction

from traversable._core import Angle, Operation

LARGEST_DENOMINATOR = 16


def angles_text(operation: Operation, latex: bool = False) -> str:
    """The angles of an operation, separated by commas: "π/2, -0.785" in Unicode with true minus signs, or as LaTeX."""
    return ", ".join(_text(angle, latex) for angle in operation.angles)


def _text(angle: Angle, latex: bool) -> str:
    if angle.is_number:
        return _number(angle.offset, latex)
    name = rf"\mathrm{{{angle.name}}}".replace("_", r"\_") if latex else angle.name
    factor = {1.0: "", -1.0: "-" if latex else "−"}.get(angle.factor)
    text = (f"{_number(angle.factor, latex)} " if factor is None else factor) + name
    if angle.offset == 0:
        return text
    offset = _number(angle.offset, latex)
    return f"{text} {offset[0]} {offset[1:]}" if offset[0] in "-−" else f"{text} + {offset}"


def _number(value: float, latex: bool) -> str:
    minus, pi = ("-", r"\pi") if latex else ("−", "π")
    ratio = Fraction(value / math.pi).limit_denominator(LARGEST_DENOMINATOR) if math.isfinite(value) else Fraction(0)
    if ratio and abs(ratio) < 100 and abs(float(ratio) * math.pi - value) < 1e-9:
        top = "" if abs(ratio.numerator) == 1 else str(abs(ratio.numerator))
        below = "" if ratio.denominator == 1 else f"/{ratio.denominator}"
        return (minus if ratio < 0 else "") + top + pi + below
    text = f"{value + 0.0:.3g}"
    mantissa, e, exponent = text.partition("e")
    if latex and e:
        text = rf"{mantissa} \times 10^{{{int(exponent)}}}"
    return text if latex else text.replace("-", minus)
