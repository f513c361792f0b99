// Rows of a table of options under headings of the help.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "experiments/runs/option.h"

namespace traversable {

template <class Config>
struct OptionGroup {
  std::string heading;
  std::vector<Option<Config>> options;
};

/// The rows of all groups. Those of a part that has headings of its own keep them.
template <class Config>
std::vector<Option<Config>> grouped(std::vector<OptionGroup<Config>> groups) {
  std::vector<Option<Config>> rows;
  for (OptionGroup<Config>& group : groups)
    for (Option<Config>& option : group.options) {
      option.keys = in_group(group.heading, std::move(option.keys));
      rows.push_back(std::move(option));
    }
  return rows;
}

}  // namespace traversable
