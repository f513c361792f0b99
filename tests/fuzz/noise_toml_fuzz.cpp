// A noise model that was read is written and read back.
#include "circuits/noise_model_toml.h"
#include "tests/fuzz/expect.h"

using namespace traversable;

TRAVERSABLE_FUZZ_TARGET(text) {
  fuzz::reads_or_refuses([&] {
    const NoiseModel model = noise_model_from_toml(text, "fuzz.toml");
    const std::string written = to_toml(model);
    bool same = false;
    try {
      const NoiseModel again = noise_model_from_toml(written, "again.toml");
      same = to_toml(again) == written && again.name == model.name &&
             again.origin == model.origin && again.description == model.description;
    } catch (const std::invalid_argument& error) {
      fuzz::expect(false, "what is written can be read", error.what());
    }
    fuzz::expect(same, "the same read back", written);
  });
}
