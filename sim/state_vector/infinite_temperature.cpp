#include "sim/state_vector/infinite_temperature.h"

#include "sim/state_vector/rotation_batch.h"

namespace traversable {

template <class Real>
StateVector<Real> infinite_temperature_state(const Encoding& encoding) {
  StateVector<Real> state(encoding.num_qubits);
  for (std::size_t j = 0; j < encoding.left.size(); ++j) {
    PauliString stabilizer = product(encoding.left[j], encoding.right[j]);
    stabilizer.phase = (stabilizer.phase + 3) % 4;  // -i gamma_L gamma_R
    StateVector<Real> image = state;
    apply_pauli(image, stabilizer);
    add(image, 1.0, state);
    // A projection of a stabiliser state has norm 0, 1/sqrt 2 or 1 (here times two).
    if (norm(image) < 0.5) {
      // state is the other eigenstate; gamma_L^j anticommutes with this stabiliser alone.
      apply_pauli(state, encoding.left[j]);
      continue;
    }
    state = image;
    normalize(state);
  }
  return state;
}

template StateVector<float> infinite_temperature_state(const Encoding&);
template StateVector<double> infinite_temperature_state(const Encoding&);

}  // namespace traversable
