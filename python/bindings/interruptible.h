// Long computations that Ctrl-C can end.
#pragma once

#include <functional>
#include <stop_token>

namespace traversable::python {

/// Runs `work` on a thread of its own with the GIL released; meanwhile this thread looks at
/// Python's signals (Ctrl-C asks the work to stop) and calls `on_tick`, which may be empty.
void run_interruptibly(const std::function<void(const std::stop_token&)>& work,
                       const std::function<void()>& on_tick = {});

}  // namespace traversable::python
