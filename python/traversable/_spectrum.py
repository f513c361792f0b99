import numpy as np
import numpy.typing as npt

from traversable import _core
from traversable._arguments import hamiltonian
from traversable._core import Hamiltonian
from traversable._documented import documented


@documented()
def levels(H: Hamiltonian) -> npt.NDArray[np.float64]:
    """All 2^ceil(N/2) energy levels of one copy, ascending.

    For odd N a spectator Majorana doubles every level.

    Returns
    -------
    numpy.ndarray of float, shape (2^ceil(N/2),)
        In energy.

    Raises
    ------
    TypeError, ValueError
        For what is no Hamiltonian, and where the matrix does not fit in memory.

    Examples
    --------
    >>> import numpy as np, traversable as tv
    >>> np.unique(tv.levels(tv.models.learned()).round(10)).tolist()
    [-0.4925, -0.1525, -0.1075, -0.0275, 0.0425, 0.1375, 0.2875, 0.3125]
    """
    return np.asarray(_core.levels(hamiltonian(H)))
