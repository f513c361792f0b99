#include "sym/built_for.h"

// A macro that is not defined reads as its own name, one that is as 1.
#define TEXT_OF(x) #x
#define DEFINED(macro) (TEXT_OF(macro)[0] == '1')

namespace traversable {

constinit const BuiltFor built_for{
    .sse42 = DEFINED(__SSE4_2__),
    .avx = DEFINED(__AVX__),
    .avx2 = DEFINED(__AVX2__),
    .fma = DEFINED(__FMA__),
    .bmi2 = DEFINED(__BMI2__),
    .avx512f = DEFINED(__AVX512F__),
    .avx512bw = DEFINED(__AVX512BW__),
    .avx512dq = DEFINED(__AVX512DQ__),
    .avx512vl = DEFINED(__AVX512VL__),
};

}  // namespace traversable
