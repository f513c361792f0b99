#include "sim/cuda/size_coupling.h"

#include <cmath>

namespace traversable::cuda {

template <class Real>
void apply_size_coupling(Backend& backend, Complex<Real>* a, int num_majoranas, int degree,
                         double mu) {
  const ParityBasis basis(num_majoranas);
  const Index half = basis.sector_dimension();
  const double theta = mu / (static_cast<double>(degree) * num_majoranas);
  for (int qubit = basis.num_qubits - 1; qubit >= 0; --qubit) {
    const bool spectator = num_majoranas % 2 == 1 && qubit == basis.num_qubits - 1;
    const double angle = spectator ? theta / 2 : theta;
    backend.run(RotateQubit<Real>{a, half, qubit, static_cast<Real>(std::cos(angle)),
                                  static_cast<Real>(std::sin(angle)), spectator},
                half * basis.dimension());
  }
}

template void apply_size_coupling(Backend&, Complex<float>*, int, int, double);
template void apply_size_coupling(Backend&, Complex<double>*, int, int, double);

}  // namespace traversable::cuda
