// A Hamiltonian that was read is written and read back to the bit.
#include "sym/hamiltonian_json.h"
#include "tests/fuzz/expect.h"

using namespace traversable;

TRAVERSABLE_FUZZ_TARGET(text) {
  fuzz::reads_or_refuses([&] {
    const Hamiltonian hamiltonian = hamiltonian_from_json(text);
    fuzz::expect(hamiltonian_from_json(to_json(hamiltonian)) == hamiltonian, "the same read back");
  });
}
