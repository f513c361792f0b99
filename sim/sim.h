// sim: what runs the physics of sym.
//
//   two_sided/        the exact engine: the teleportation protocol as products of D x D matrices
//   observables/      what is read off the state of reference and read-out
//   linear_algebra/   tiled products and eigenvectors, the same bits for any number of threads
//   memory.h          what may be allocated;  parallel.h  when threads pay;  interrupted.h stopping
#pragma once

#include "sim/interrupted.h"
#include "sim/memory.h"
#include "sim/observables/observables.h"
#include "sim/two_sided/two_sided.h"
