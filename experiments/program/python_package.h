// What the Python package does for the program: drawing.
#pragma once

#include <string>
#include <vector>

namespace traversable {

/// Throws std::invalid_argument where no Python with the package traversable is found:
/// $TRAVERSABLE_PYTHON, or else python3 or python on the PATH.
void require_python_package();

/// `python -m module arguments` in this folder. Throws std::runtime_error with its last line of
/// error output where it fails.
void run_python_module(const std::string& module, const std::vector<std::string>& arguments);

}  // namespace traversable
