// What a computation throws when its stop_token asks it to end.
#pragma once

#include <stdexcept>
#include <stop_token>

namespace traversable {

/// Thrown between steps of a long computation after a request to stop; nothing is left half done.
class Interrupted : public std::runtime_error {
 public:
  explicit Interrupted(const char* message = "interrupted") : std::runtime_error(message) {}
};

inline void throw_if_stopped(const std::stop_token& stop) {
  if (stop.stop_requested()) throw Interrupted();
}

}  // namespace traversable
