#include "experiments/program/report_page.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>

#include "experiments/files/text_file.h"
#include "experiments/program/python_package.h"

namespace traversable {
namespace {

/// "out.html" -> "out.h5".
std::string beside(const std::string& page) {
  return std::filesystem::path(page).replace_extension(".h5").string();
}

/// What the Python package refuses to replace.
void check_is_page(const std::string& path) {
  std::string start;
  if (std::ifstream(path) >> start && !start.starts_with('<'))
    throw std::invalid_argument(path + ": exists and is no HTML, it is not replaced");
}

void check(const std::string& page, const RunOptions& options) {
  check_output_path(page, options.overwrite || options.resume, "--overwrite replaces it");
  check_is_page(page);
  require_python_package();
}

void make(const std::string& page, const RunOptions& options) {
  run_python_module("traversable.report", {options.output, "-o", page});
  if (!options.quiet) spdlog::info("wrote {}", page);
}

}  // namespace

Companion report_page() {
  const auto page = std::make_shared<std::string>();
  const auto if_asked = [page](auto action) {
    return [page, action](const RunOptions& options) {
      if (!page->empty()) action(*page, options);
    };
  };
  return {.keys = {{"report", "", "also make a report, one HTML page (needs the Python package)",
                    form::file_written, "none", "Output"}},
          .take =
              [page](Settings& settings, RunOptions& options) {
                *page = settings.take_text("report").value_or("");
                if (options.output.empty() && !page->empty()) options.output = beside(*page);
                if (!page->empty() && options.output == *page)
                  throw std::invalid_argument("--report: " + *page + " is the result file too");
              },
          .before = if_asked(check),
          .after = if_asked(make)};
}

}  // namespace traversable
