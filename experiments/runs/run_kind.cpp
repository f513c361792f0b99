#include "experiments/runs/run_kind.h"

#include <dlfcn.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <ranges>
#include <stdexcept>
#include <string_view>

#include "experiments/runs/diagnose.h"
#include "experiments/runs/learn.h"
#include "experiments/runs/noise.h"
#include "experiments/runs/spins.h"
#include "experiments/runs/teleport.h"
#include "sym/quoted.h"
#include "sym/suggestion.h"

namespace traversable {
namespace {

void add_runs_of(const std::string& library, std::vector<RunKind>& runs) {
  const auto refuse = [&](const std::string& why) {
    throw std::invalid_argument(fmt::format("TRAVERSABLE_RUNS: {}: {}", excerpt(library), why));
  };
  void* const handle = ::dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) refuse(::dlerror());
  void* const symbol = ::dlsym(handle, add_runs_symbol);
  if (symbol == nullptr) refuse(fmt::format("no runs of this version ({})", add_runs_symbol));
  const std::size_t before = runs.size();
  reinterpret_cast<AddRuns*>(symbol)(runs);
  for (std::size_t k = before; k < runs.size(); ++k)
    for (std::size_t j = 0; j < k; ++j)
      if (runs[j].name == runs[k].name) refuse(fmt::format("a second run {}", runs[k].name));
}

const std::string wormhole = "model = 'learned'\nbeta = 4\nmu = [-12, 12]\nt = [2.8]\n";
const std::string ensemble =
    "model = 'dense_syk'\nmajoranas = 8\ninstances = 2\nbeta = 4\nmu = [-12, 12]\nt = [2.8]\n";

const std::string spin_chain =
    "model = 'mixed_field_ising'\nsites = 4\nbeta = [0, 2]\nmu = [-4, 4]\nt = [2]\n";
const std::string random_circuit =
    "model = 'haar'\nsites = 4\ninstances = 2\nbeta = 0\nmu = [-4, 4]\nt = [4]\n";

std::vector<RunKind> own_runs() {
  const std::string noise = "noise = 'sycamore'\n", shots = "shots = 1000\n";
  return {
      run_kind("teleport",
               "the teleportation protocol over temperatures, couplings, times and instances",
               teleport_options(),
               {{"", wormhole},
                {"with `method` krylov, chebyshev or trotter", wormhole + "method = 'krylov'\n"},
                {"with `instances`", ensemble}},
               "docs/teleport.md"),
      run_kind("noise",
               "the compiled protocol on a noisy processor: scales, shots, thresholds, budgets",
               noise_options(),
               {{"", wormhole + noise},
                {"with method trajectories", wormhole + noise + "method = 'trajectories'\n"},
                {"with `shots`", wormhole + noise + shots},
                {"with `extrapolation`", wormhole + noise + shots + "extrapolation = 'linear'\n"},
                {"with `threshold`", wormhole + noise + shots + "threshold = 3\n"},
                {"with `budget`", wormhole + noise + "budget = true\n"},
                {"with several `beta`",
                 "model = 'learned'\nbeta = [1, 4]\nmu = -12\nt = [2.8]\n" + noise},
                {"with `instances`", ensemble + noise}},
               "docs/noise.md"),
      run_kind("learn", "sparse models that teleport as a target does, by gradient descent",
               learn_options(), {{"", wormhole}, {"with a target an instance", ensemble}},
               "docs/learning.md"),
      run_kind("diagnose",
               "is it a wormhole? every diagnostic of a Hamiltonian beside SYK ensembles",
               diagnose_options(), {{"", "model = 'learned'\nbeta = 4\nmu = 12\n"}},
               "docs/diagnostics.md"),
      run_kind("spins", "the protocol of qubits: spin models and circuits, couplings, messages",
               spins_options(), {{"", spin_chain}, {"with `instances`", random_circuit}},
               "docs/spins.md")};
}

}  // namespace

std::vector<RunKind> all_runs() {
  std::vector<RunKind> runs = own_runs();
  const char* const libraries = std::getenv("TRAVERSABLE_RUNS");
  for (const auto path : std::views::split(std::string_view(libraries ? libraries : ""), ':'))
    if (!path.empty()) add_runs_of({path.begin(), path.end()}, runs);
  return runs;
}

const RunKind& run_by_name(const std::vector<RunKind>& runs, const std::string& name) {
  const auto found = std::ranges::find(runs, name, &RunKind::name);
  if (found != runs.end()) return *found;
  std::vector<std::string> names;
  std::ranges::transform(runs, std::back_inserter(names), &RunKind::name);
  throw std::invalid_argument(
      fmt::format("{}: expected {}", in_quotes(name), fmt::join(names, ", ")) +
      did_you_mean(name, names));
}

}  // namespace traversable
