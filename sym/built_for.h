// What the compiler was allowed to use of the processor (-march), and whether this machine has it.
#pragma once

namespace traversable {

/// A set of instructions, by the name that <cpuid.h> and __builtin_cpu_supports know.
struct BuiltFor {
  bool sse42, avx, avx2, fma, bmi2, avx512f, avx512bw, avx512dq, avx512vl;
};

/// Constants of the flags that the other sources are compiled with; no code, since code of theirs may not run here.
extern const BuiltFor built_for;

}  // namespace traversable
