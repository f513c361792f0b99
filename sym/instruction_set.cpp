// Compiled for every processor (without -march), and run before anything else of the program or of the Python extension:
// code for another processor would die by an illegal instruction, which says nothing.
#include <unistd.h>

#include <cstring>

#include "sym/built_for.h"

#if defined(__x86_64__)
namespace {

void say(const char* text) {
  if (write(STDERR_FILENO, text, std::strlen(text)) < 0) _exit(1);
}

const char* missing() {
  using traversable::built_for;
  __builtin_cpu_init();
  if (built_for.avx512f && !__builtin_cpu_supports("avx512f")) return "AVX-512";
  if (built_for.avx512bw && !__builtin_cpu_supports("avx512bw")) return "AVX-512 BW";
  if (built_for.avx512dq && !__builtin_cpu_supports("avx512dq")) return "AVX-512 DQ";
  if (built_for.avx512vl && !__builtin_cpu_supports("avx512vl")) return "AVX-512 VL";
  if (built_for.avx2 && !__builtin_cpu_supports("avx2")) return "AVX2";
  if (built_for.fma && !__builtin_cpu_supports("fma")) return "FMA";
  if (built_for.bmi2 && !__builtin_cpu_supports("bmi2")) return "BMI2";
  if (built_for.avx && !__builtin_cpu_supports("avx")) return "AVX";
  if (built_for.sse42 && !__builtin_cpu_supports("sse4.2")) return "SSE 4.2";
  return nullptr;
}

[[gnu::constructor(101)]] void check_instruction_set() {
  const char* name = missing();
  if (name == nullptr) return;
  say("traversable: built for processors with ");
  say(name);
  say(", which this machine has not: build with -DTRAVERSABLE_MARCH=x86-64-v2\n");
  _exit(1);
}

}  // namespace
#endif
