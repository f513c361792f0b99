// Long computations that Ctrl-C can end.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <type_traits>
#include <utility>

namespace traversable::python {

using OnTick = std::function<void()>;

/// Runs `work` on a thread of its own with the GIL released; meanwhile this thread looks at
/// Python's signals (Ctrl-C asks the work to stop) and calls `on_tick`, which may be empty. Work
/// that does not hear the request within a tenth of a second, such as one long call of LAPACK, is left
/// behind: it has to own all that it touches.
void wait_for_work(std::function<void(const std::stop_token&)> work, const OnTick& on_tick);

/// The same with a result; `work` captures by value or by shared_ptr.
template <class Work>
auto run_interruptibly(Work work, const OnTick& on_tick = {}) {
  using Result = std::invoke_result_t<Work&, const std::stop_token&>;
  const auto result = std::make_shared<std::optional<Result>>();
  wait_for_work([work = std::move(work),
                 result](const std::stop_token& stop) mutable { result->emplace(work(stop)); },
                on_tick);
  return std::move(**result);
}

/// Real operations from which on a computation gives other threads their turn and hears Ctrl-C.
constexpr double long_work = 1e7;

/// work() here where it is short, as above where it is long.
template <class Work>
auto run_by_length(double amount, Work work) {
  if (amount > long_work) return run_interruptibly([=](const std::stop_token&) { return work(); });
  return work();
}

}  // namespace traversable::python
