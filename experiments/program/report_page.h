// --report: the Python package makes a page of a result file.
#pragma once

#include "experiments/program/run_command.h"

namespace traversable {

/// What it would refuse is refused before anything is computed: an output that is no page, a Python
/// without the package.
Companion report_page();

}  // namespace traversable
