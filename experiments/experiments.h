// experiments: the command line, configuration, sweeps and HDF5 files. The only folder that touches
// files, terminals and signals.
//
//   runs/       what can be asked of a run, what comes out and how it is computed, once for the program and Python:
//               option.h a table of options;  plan.h axes, fields, points, a sink for the numbers;  teleport.h, learn.h and
//               diagnose.h, with reference_ensembles.h;  settings.h, number_list.h text -> values;  model_choice.h, time_choice.h
//   program/    any such run as a subcommand (run_command.h) and a crash-safe file (run_file.h); report_page.h --report,
//               learned_models.h --hamiltonian
//   noise_config.h, _file.h, _run.h     the run, its result file and its driver
//   circuit_config.h    settings -> a circuit to build or read, compile and write
//   hdf5.h              a thin value layer over the HDF5 C library;  descriptor_driver.h   its files by descriptor
//   disk_file.h, unfinished_file.h, text_file.h   whole reads and writes; a file that gets its name when it is whole
//   seal.h              checksums of everything in a result file
//   result_layout.h, coupling_table.h, provenance.h   what every result file has
//   result_file.h       the file that is never lost;  result_run.h   a run that ends in one
//   run_options.h       output, resume, dry run: what such runs are told
//   progress.h, signals.h, build_info.h, python_package.h
//   *_command.h         one a subcommand;   main.cpp   the program
#pragma once

#include "experiments/program/run_command.h"
#include "experiments/runs/diagnose.h"
#include "experiments/runs/learn.h"
#include "experiments/runs/teleport.h"
