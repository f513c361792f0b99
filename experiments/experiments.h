// experiments: runs as tables, and the program that wears them.
//
//   runs/       what can be asked of a run, what comes out and how it is computed, once for the program and Python:
//               option.h a table of options, option_group.h its headings, key_option.h a row as flag and key, shared_options.h rows
//               of several runs;  plan.h axes, fields, points, a sink for the numbers;  fact.h what a dry run tells;  run_kind.h
//               all runs by name;
//               teleport.h, noise.h, learn.h, diagnose.h;  settings.h, number_list.h text -> values;  model_choice.h,
//               time_choice.h, wormhole_choice.h, reference_ensembles.h what several of them take;  origin.h where a result comes from
//   program/    any such run as a subcommand (run_command.h) and a crash-safe file (run_into_file.h, run_file.h). The only
//               place that touches the command line, HDF5 and terminals.
//               report_page.h, noise_page.h, learned_models.h   what subcommands do beside their run
//               result_file.h the file that is never lost;  result_layout.h, coupling_table.h, provenance.h what is in it;
//               hdf5.h a thin value layer over the C library;  descriptor_driver.h its files by descriptor
//               run_options.h output, resume, dry run;  progress.h, signals.h, linked_libraries.h, python_package.h
//               command.h what all subcommands share;  help.h, manual.h, completion.h made of their tables;  log.h;  json_output.h
//               circuit_config.h, *_command.h   subcommands that are no runs;   main.cpp
//   files/      disk_file.h, unfinished_file.h, text_file.h whole reads and writes, a file that gets its name when it is whole;
//               seal.h checksums of everything in a result file, for Python too
#pragma once

#include "experiments/runs/run_kind.h"
