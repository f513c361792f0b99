#include "experiments/program/python_package.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <stdexcept>

extern char** environ;

namespace traversable {
namespace {

struct Outcome {
  int code = -1;
  std::string errors;
};

/// Runs a program from the PATH to its end; its standard output is dropped, its error output kept.
Outcome run_program(const std::vector<std::string>& words) {
  std::array<int, 2> pipe_ends{};
  if (::pipe2(pipe_ends.data(), O_CLOEXEC) != 0)
    throw std::runtime_error(fmt::format("{}: {}", words[0], std::strerror(errno)));
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, pipe_ends[1], STDERR_FILENO);
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  pid_t child = 0;
  const int failure =
      ::posix_spawnp(&child, arguments[0], &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  ::close(pipe_ends[1]);
  Outcome outcome;
  if (failure == 0) {
    std::array<char, 4096> buffer{};
    for (ssize_t got = 1; got > 0 || (got < 0 && errno == EINTR);) {
      got = ::read(pipe_ends[0], buffer.data(), buffer.size());
      if (got > 0) outcome.errors.append(buffer.data(), static_cast<std::size_t>(got));
    }
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
    outcome.code = WIFEXITED(status) ? WEXITSTATUS(status) : 1;
  }
  ::close(pipe_ends[0]);
  return outcome;
}

std::string last_line(std::string text) {
  text.erase(text.find_last_not_of('\n') + 1);
  return text.substr(text.rfind('\n') + 1);
}

/// Empty where there is none.
std::string find_python() {
  std::vector<std::string> candidates{"python3", "python"};
  if (const char* chosen = std::getenv("TRAVERSABLE_PYTHON")) candidates = {chosen};
  for (const std::string& candidate : candidates)
    if (run_program({candidate, "-c", "import traversable.report"}).code == 0) return candidate;
  return "";
}

}  // namespace

void require_python_package() {
  if (find_python().empty())
    throw std::invalid_argument(
        "--report: no Python with the package traversable on the PATH or in TRAVERSABLE_PYTHON "
        "(without --report, `python -m traversable.report FILE.h5` makes it elsewhere)");
}

void run_python_module(const std::string& module, const std::vector<std::string>& arguments) {
  std::vector<std::string> words{find_python(), "-m", module};
  words.insert(words.end(), arguments.begin(), arguments.end());
  const Outcome outcome = run_program(words);
  if (outcome.code != 0)
    throw std::runtime_error(fmt::format("{}: {}", module, last_line(outcome.errors)));
}

}  // namespace traversable
