"""A slip in the name of an option or a word is met by what was probably meant."""

import pytest
import traversable as tv
from traversable import _core

RUN = {"model": "learned", "beta": 4, "mu": [-12, 12], "t": 1}


def test_options_of_runs():
    with pytest.raises(TypeError, match=r"^betta = 4: no option of teleport, did you mean beta\?$"):
        tv.runs.teleport(**{**RUN, "betta": 4})
    with pytest.raises(TypeError, match=r"^colour = 'red': no option of teleport, expected model, majoranas, "):
        tv.runs.teleport(**RUN, colour="red")


@pytest.mark.parametrize(("option", "value", "meant"), [("method", "exat", "exact"), ("model", "lerned", "learned"), ("units", "bit", "bits")])
def test_words_of_options(option, value, meant):
    with pytest.raises(ValueError, match=rf"'{value}'.*, expected|'{value}': expected") as caught:
        tv.runs.teleport(**{**RUN, option: value})
    assert str(caught.value).endswith(f", did you mean {meant}?")


def test_keywords_of_learn():
    target = tv.models.learned()
    with pytest.raises(TypeError, match=r"^learn\(\) got an unexpected keyword argument 'asymetry_weight', did you mean asymmetry_weight\?$"):
        tv.learn(target, 4.0, [-12, 12], t=[1], asymetry_weight=1)
    with pytest.raises(TypeError, match=r"^learn\(\) got an unexpected keyword argument 'colour'$"):
        tv.learn(target, 4.0, [-12, 12], t=[1], colour="red")


def test_nothing_is_meant_by_what_is_far_or_right():
    assert _core.did_you_mean("telport", ["teleport"]) == ", did you mean teleport?"
    assert _core.did_you_mean("teleport", ["teleport"]) == _core.did_you_mean("plot", ["teleport"]) == ""
