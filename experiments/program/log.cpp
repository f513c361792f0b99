#include "experiments/program/log.h"

#include <fmt/format.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <array>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>

#include "experiments/files/text_file.h"
#include "sym/quoted.h"
#include "sym/suggestion.h"

namespace traversable {
namespace {

constexpr const char* variable = "TRAVERSABLE_LOG_LEVEL";
constexpr std::string_view signature_of_results = "\x89HDF";

const std::vector<std::string>& level_names() {
  static const std::vector<std::string> names{"debug", "info", "warn", "error"};
  return names;
}

spdlog::level::level_enum level_by_name(const std::string& name) {
  constexpr std::array levels{spdlog::level::debug, spdlog::level::info, spdlog::level::warn,
                              spdlog::level::err};
  for (std::size_t k = 0; k < levels.size(); ++k)
    if (level_names()[k] == name) return levels[k];
  throw std::invalid_argument(in_quotes(name) + ": expected debug, info, warn or error" +
                              did_you_mean(name, level_names()));
}

spdlog::level::level_enum level_of_environment() {
  const char* const name = std::getenv(variable);
  if (name == nullptr || *name == '\0') return spdlog::level::info;
  try {
    return level_by_name(name);
  } catch (const std::invalid_argument& error) {
    throw std::invalid_argument(fmt::format("{}: {}", variable, error.what()));
  }
}

/// Lines are added to what a file holds, but never to a result.
void check_log_file(const std::string& path) {
  check_output_path(path, true, "");
  std::array<char, signature_of_results.size()> start{};
  std::ifstream(path, std::ios::binary).read(start.data(), start.size());
  if (std::string_view(start.data(), start.size()) == signature_of_results)
    throw std::invalid_argument(excerpt(path) + ": is a result file");
}

/// Opened at its first line: what is refused leaves no file.
class LogFile : public spdlog::sinks::base_sink<std::mutex> {
 public:
  explicit LogFile(std::string path) : path_(std::move(path)) {}

 private:
  void sink_it_(const spdlog::details::log_msg& message) override {
    if (!file_.is_open()) file_.open(path_, std::ios::app);
    spdlog::memory_buf_t line;
    formatter_->format(message, line);
    file_.write(line.data(), static_cast<std::streamsize>(line.size()));
  }
  void flush_() override { file_.flush(); }

  std::string path_;
  std::ofstream file_;
};

std::shared_ptr<spdlog::logger> with_pattern(spdlog::sink_ptr sink) {
  auto logger = std::make_shared<spdlog::logger>("traversable", std::move(sink));
  logger->set_pattern("%Y-%m-%dT%H:%M:%S%z %l %v");
  logger->flush_on(spdlog::level::debug);
  logger->set_error_handler([](const std::string&) {});  // the run matters more than its log
  return logger;
}

}  // namespace

std::vector<KeyOption> log_options() {
  return {{"log_level", "", "least level of the lines that are logged", form::one_of(level_names()),
           "info, or that of TRAVERSABLE_LOG_LEVEL", "General"},
          {"log_file", "", "file to which the log is added", form::file_written, "standard error",
           "General"}};
}

void start_log() {
  spdlog::set_default_logger(with_pattern(std::make_shared<spdlog::sinks::stderr_color_sink_mt>()));
}

void configure_log(Settings& settings) {
  const auto level = settings.take("log_level", level_by_name);
  spdlog::set_level(level ? *level : level_of_environment());
  settings.take("log_file", [](const std::string& path) {
    check_log_file(path);
    const auto now = spdlog::default_logger()->level();
    spdlog::set_default_logger(with_pattern(std::make_shared<LogFile>(path)));
    spdlog::set_level(now);
    return true;
  });
}

bool logs_to_file() {
  const auto logger = spdlog::default_logger();
  return dynamic_cast<const LogFile*>(logger->sinks().front().get()) != nullptr;
}

void log_error(const std::string& message) noexcept try {
  if (logs_to_file()) spdlog::error(message);
} catch (...) {  // standard error has it
}

}  // namespace traversable
