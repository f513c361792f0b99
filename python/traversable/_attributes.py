"""What a subclass written in Python adds to an object of the core: the attributes that its copies and pickles carry."""

import copyreg
from typing import Any, TypeVar

from traversable._arguments import without_constructor

S = TypeVar("S", bound="State")

# No class of the core has a dict for its state.
_STATE, _ATTRIBUTES = "state", "attributes"


def attributes_of(value: Any) -> dict[str, Any]:
    """Those of its __dict__ and of the __slots__ of its class."""
    slots = copyreg._slotnames(type(value))  # type: ignore[attr-defined]
    return {**{name: getattr(value, name) for name in slots if hasattr(value, name)}, **getattr(value, "__dict__", {})}


def set_attributes(value: Any, attributes: dict[str, Any]) -> None:
    for name, one in attributes.items():
        object.__setattr__(value, name, one)


def state_with(value: Any, state: Any) -> Any:
    """The state of an object's core and its attributes, where it has any."""
    attributes = attributes_of(value)
    return {_STATE: state, _ATTRIBUTES: attributes} if attributes else state


def parts_of(state: Any) -> tuple[Any, dict[str, Any]]:
    """The state of the core and the attributes. TypeError for attributes that are none."""
    if not isinstance(state, dict) or set(state) != {_STATE, _ATTRIBUTES}:
        return state, {}
    attributes = state[_ATTRIBUTES]
    if not isinstance(attributes, dict) or not all(isinstance(name, str) for name in attributes):
        raise TypeError("state: expected a dict of attributes")
    return state[_STATE], attributes


class State:
    """A state of the core that can be changed, with the attributes of a subclass."""

    _core: Any

    @classmethod
    def _wrap(cls: type[S], core: Any) -> S:
        state = cls.__new__(cls)
        state._core = core
        return state

    def copy(self: S) -> S:
        other = self._wrap(self._core.copy())
        set_attributes(other, {**attributes_of(self), "_core": other._core})
        return other

    def __copy__(self: S) -> S:
        return self.copy()

    # Not element by element beside an array.
    __array_ufunc__ = None

    def __getattr__(self, name: str) -> Any:
        raise without_constructor(self, name)
