"""A learned model beside its target."""

from traversable import _core
from traversable._arguments import hamiltonian, instance
from traversable._core import Hamiltonian, Report
from traversable.learning._loss import Loss


def report(H: Hamiltonian, loss: Loss) -> Report:
    """A model beside the target of a loss: structure, and where it was not trained.

    Parameters
    ----------
    H : Hamiltonian
        The model, of as many Majoranas as the target.
    loss : Loss
        Whose target and points are meant.

    Returns
    -------
    Report
        Its repr is a page to print.

    Raises
    ------
    TypeError, ValueError
        For other objects, and a model of another size.

    Examples
    --------
    >>> import traversable as tv
    >>> learned = tv.models.learned()
    >>> loss = tv.learning.Loss(learned, 4.0, [-12, 12], t=[0.0, 1.4, 2.8])
    >>> r = tv.learning.report(learned, loss)
    >>> r.idle_fermions, r.anticommuting_pairs, r.information[0].name
    ([], 0, 'trained points')
    """
    return _core.learning_report(hamiltonian(H), instance("loss", loss, Loss, "a Loss")._task)
