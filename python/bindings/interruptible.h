// Computations that leave the GIL to other threads; long ones have a thread of their own, which
// Ctrl-C can end.
#pragma once

#include <pybind11/pybind11.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <type_traits>
#include <utility>
#include <vector>

namespace traversable::python {

/// Hands the GIL to whom it may concern, and throws what Ctrl-C raises.
void hand_over();

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

/// Real operations, some ten milliseconds of them, from which on a computation hears Ctrl-C.
constexpr double long_work = 1e7;
/// Of one object of a list, which is small and has parts of its own (an operation, a term, a text).
constexpr double work_of_object = 300;

/// work(), which touches nothing of Python, here where it is short, as above where it is long; the
/// GIL is released for both.
template <class Work>
auto run_by_length(double amount, Work work) {
  if (amount > long_work)
    return run_interruptibly([work = std::move(work)](const std::stop_token&) { return work(); });
  const pybind11::gil_scoped_release release;
  return work();
}

/// A copy that work may own, made while other threads have their turn.
template <class Object>
std::shared_ptr<Object> copy_of(const Object& object) {
  const pybind11::gil_scoped_release release;
  return std::make_shared<Object>(object);
}

/// The same of an array's elements; hears Ctrl-C between pieces of it.
template <class T>
std::shared_ptr<std::vector<std::remove_const_t<T>>> copy_of(const std::span<T>& elements) {
  constexpr std::size_t piece = std::size_t{1} << 20;
  const auto copy = std::make_shared<std::vector<std::remove_const_t<T>>>();
  copy->reserve(elements.size());
  for (std::size_t first = 0; first < elements.size(); first += piece) {
    hand_over();
    const pybind11::gil_scoped_release release;
    const auto part = elements.subspan(first, std::min(piece, elements.size() - first));
    copy->insert(copy->end(), part.begin(), part.end());
  }
  return copy;
}

/// function(object), or function(object, stop), of a large object that Python may change meanwhile:
/// of a copy where it takes so long that a copy is nothing beside it.
template <class Object, class Function>
auto run_on_copy(const Object& object, double amount, Function function) {
  const auto call = [function = std::move(function)](const auto& own, const std::stop_token& stop) {
    if constexpr (std::is_invocable_v<const Function&, decltype(own), const std::stop_token&>)
      return function(own, stop);
    else
      return function(own);
  };
  if (amount <= long_work) {
    const pybind11::gil_scoped_release release;
    return call(object, {});
  }
  const auto own = copy_of(object);
  return run_interruptibly([own, call](const std::stop_token& stop) { return call(*own, stop); });
}

/// function(object), which changes it: of a copy, handed over when all is done, where it takes long.
template <class Object, class Function>
void change_on_copy(Object& object, double amount, Function function) {
  if (amount <= long_work) {
    const pybind11::gil_scoped_release release;
    return function(object);
  }
  const auto own = copy_of(object);
  run_interruptibly([own, function = std::move(function)](const std::stop_token&) {
    function(*own);
    return true;
  });
  const pybind11::gil_scoped_release release;
  object = *own;
}

}  // namespace traversable::python
