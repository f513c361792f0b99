#include "experiments/program/run_file.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace traversable {
namespace {

/// A field of points and where it is in the file.
struct PlacedField {
  const Field* field;
  std::size_t dataset;
};

class FileSink : public Sink {
 public:
  FileSink(const Plan& plan, ResultFile& file, Progress& progress)
      : file_(file), progress_(progress) {
    for (const Field& field : plan.fields)
      if (field.part == Field::Part::points)
        places_.push_back({&field, file.point_dataset(field.name)});
  }

  bool is_done(std::size_t point) const override { return file_.is_done(point); }

  void write(std::size_t point, const std::vector<std::vector<double>>& values) override {
    for (std::size_t f = 0; f < places_.size(); ++f) {
      const auto& [field, dataset] = places_[f];
      if (field->element == Field::Element::count)
        file_.write_of_point(dataset, point,
                             std::vector<long long>(values[f].begin(), values[f].end()).data());
      else
        file_.write_of_point(dataset, point, values[f].data());
    }
    file_.set_done(point);
    progress_.advance(std::exchange(note_, {}));
  }

  std::vector<double> read(const std::string& name, std::size_t first,
                           std::size_t count) const override {
    const DatasetPlace place = file_.place(name, sizeof(double));
    const auto field =
        std::ranges::find(places_, name, [](const auto& p) { return p.field->name; });
    if (field == places_.end() || field->field->element != Field::Element::count)
      return read_as<double>(place, first, count);
    const std::vector<long long> counts = read_as<long long>(place, first, count);
    return {counts.begin(), counts.end()};
  }

  void write_statistic(const std::string& name, const std::vector<double>& values) override {
    file_.write_at(file_.place(name, sizeof(double)), 0, values.data(), values.size());
  }

  void note(const std::string& text) override { note_ = text; }
  void warn(const std::string& text) override { spdlog::warn(text); }

 private:
  template <class T>
  std::vector<T> read_as(const DatasetPlace& place, std::size_t first, std::size_t count) const {
    std::vector<T> values(count);
    file_.read_at(place, first, values.data(), count);
    return values;
  }

  ResultFile& file_;
  Progress& progress_;
  std::string note_;
  std::vector<PlacedField> places_;
};

}  // namespace

ResultPlan result_plan(const Plan& plan, const std::string& command_line) {
  return {.layout = ResultLayout(plan),
          .hamiltonians = plan.hamiltonians,
          .provenance = {.experiment = plan.experiment,
                         .command_line = command_line,
                         .configuration = plan.configuration,
                         .seed = plan.seed,
                         .inputs = plan.inputs},
          .check = plan.check};
}

std::unique_ptr<Sink> file_sink(const Plan& plan, ResultFile& file, Progress& progress) {
  return std::make_unique<FileSink>(plan, file, progress);
}

}  // namespace traversable
