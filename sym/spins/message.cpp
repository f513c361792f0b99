#include "sym/spins/message.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <stdexcept>

namespace traversable {
namespace {

void check_side(const char* name, const std::vector<int>& sites, int num_qubits) {
  constexpr std::size_t most = 3;
  if (sites.empty() || sites.size() > most)
    throw std::invalid_argument(
        fmt::format("{}: {} sites, expected 1 to {}", name, sites.size(), most));
  for (std::size_t j = 0; j < sites.size(); ++j) {
    if (sites[j] < 0 || sites[j] >= num_qubits)
      throw std::invalid_argument(fmt::format("{} = [{}]: site {}, expected 0 to {}", name,
                                              fmt::join(sites, ", "), sites[j], num_qubits - 1));
    if (std::find(sites.begin(), sites.begin() + static_cast<std::ptrdiff_t>(j), sites[j]) !=
        sites.begin() + static_cast<std::ptrdiff_t>(j))
      throw std::invalid_argument(
          fmt::format("{} = [{}]: site {} is given twice, expected distinct sites", name,
                      fmt::join(sites, ", "), sites[j]));
  }
}

}  // namespace

void check_message(const Message& message, int num_qubits) {
  check_side("left", message.left, num_qubits);
  check_side("right", message.right, num_qubits);
  if (message.left.size() != message.right.size())
    throw std::invalid_argument(fmt::format("right = [{}]: expected {} sites, as many as left has",
                                            fmt::join(message.right, ", "), message.left.size()));
}

}  // namespace traversable
