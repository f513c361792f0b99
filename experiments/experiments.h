// experiments: the command line, configuration, sweeps and HDF5 files. The only folder that touches
// files, terminals and signals.
//
//   number_list.h       "-12,12", "0:10:101": lists and ranges of numbers
//   settings.h          key = value pairs from TOML files and flags, each with where it came from
//   model_choice.h      settings -> Hamiltonians
//   teleport_config.h   settings -> a checked teleportation run, and back to TOML
//   circuit_config.h    settings -> a circuit to build or read, compile and write
//   hdf5.h              a thin value layer over the HDF5 C library;  descriptor_driver.h   its files by descriptor
//   disk_file.h, unfinished_file.h   whole reads and writes; a file that gets its name when it is whole
//   seal.h              checksums of everything in a result file
//   result_layout.h, coupling_table.h, provenance.h   what every result file has
//   result_file.h       the file that is never lost;  result_run.h   a run that ends in one
//   teleport_file.h     the result file of a teleportation run
//   teleport_run.h      the run itself: dry run, progress, disorder statistics
//   noise_config.h, noise_file.h, noise_run.h    the same for the protocol on a noisy processor
//   learn_config.h, learn_file.h, learn_run.h    the same for learning
//   diagnose_config.h, diagnose_file.h, diagnose_run.h   the same for diagnostics; python_package.h draws its report
//   time_choice.h       times of injection and read-out
//   run_options.h       output, resume, dry run: what such runs are told
//   progress.h, signals.h, text_file.h, machine_speed.h, build_info.h
//   *_command.h         one a subcommand;   main.cpp   the program
#pragma once

#include "experiments/teleport_config.h"
#include "experiments/teleport_file.h"
#include "experiments/teleport_run.h"
