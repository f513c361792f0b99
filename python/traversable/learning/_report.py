"""A learned model beside its target."""

from dataclasses import dataclass, field

from traversable import _core
from traversable._arguments import hamiltonian, instance
from traversable._core import Hamiltonian
from traversable.learning._loss import Loss


@dataclass(frozen=True)
class Generalisation:
    """I_PT of a learned model beside its target on points that share a name; distances in bits."""

    name: str
    trained: bool
    rms: float
    peak_asymmetry: float
    peak_asymmetry_target: float


@dataclass(frozen=True)
class Report:
    """What a learned model is like, and what it does where it was not trained; `print` it.

    Attributes
    ----------
    idle_fermions : list of int
        In no term.
    noncommutativity, coupling_squared : float
        kappa and J^2, as in `Loss`.
    information : list of Generalisation
        On the trained points, at later times, other temperatures, other probes.
    two_point_rms, mean_two_point_rms : list of float, float
        Distance of every fermion's two-point function from the target's, and of their mean.
    winding, winding_target : float
        sum_n |Q(n)| of the probe's first fermion at `peak_time`; 1 where size winding is perfect.
    """

    num_terms: int
    idle_fermions: list[int]
    anticommuting_pairs: int
    noncommutativity: float
    coupling_squared: float
    information: list[Generalisation]
    two_point_rms: list[float]
    mean_two_point_rms: float
    winding: float
    winding_target: float
    peak_time: float
    text: str = field(repr=False)

    def __str__(self) -> str:
        return self.text


def report(H: Hamiltonian, loss: Loss) -> Report:
    """A model beside the target of a loss: structure, and where it was not trained.

    >>> import traversable as tv
    >>> learned = tv.models.learned()
    >>> loss = tv.learning.Loss(learned, 4.0, [-12, 12], t=[0.0, 1.4, 2.8])
    >>> r = tv.learning.report(learned, loss)
    >>> r.idle_fermions, r.anticommuting_pairs, r.information[0].name
    ([], 0, 'trained points')
    """
    task = instance("loss", loss, Loss, "a Loss")._task
    result = _core.learning_report(hamiltonian(H), task)
    result["information"] = [Generalisation(*row) for row in result["information"]]
    return Report(**result)
