// What every fuzz target demands of a reader: an answer, or a refusal in words.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <string_view>

#include "sym/quoted.h"

namespace traversable::fuzz {

inline void expect(bool holds, const char* what, std::string_view text = "") {
  if (holds) return;
  std::fprintf(stderr, "expected: %s\n%.*s\n", what, static_cast<int>(text.size()), text.data());
  std::abort();
}

/// read(), whose std::invalid_argument must be short and shown without control characters.
template <class Read>
void reads_or_refuses(const Read& read) {
  try {
    read();
  } catch (const std::invalid_argument& error) {
    const std::string message = error.what();
    expect(!message.empty() && message.size() < 4 * longest_message, "a short message", message);
    expect(excerpt(message, message.npos) == message, "no control characters", message);
  }
}

}  // namespace traversable::fuzz

/// The text that libFuzzer hands over.
#define TRAVERSABLE_FUZZ_TARGET(text)                                               \
  static void fuzz_text(std::string_view text);                                     \
  extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t n) { \
    fuzz_text({reinterpret_cast<const char*>(data), n});                            \
    return 0;                                                                       \
  }                                                                                 \
  static void fuzz_text(std::string_view text)
