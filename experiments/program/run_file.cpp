#include "experiments/program/run_file.h"

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
    progress_.advance();
  }

  std::vector<double> read(const std::string& name, std::size_t first,
                           std::size_t count) const override {
    std::vector<double> values(count);
    file_.read_at(file_.place(name, sizeof(double)), first, values.data(), count);
    return values;
  }

  void write_statistic(const std::string& name, const std::vector<double>& values) override {
    file_.write_at(file_.place(name, sizeof(double)), 0, values.data(), values.size());
  }

 private:
  ResultFile& file_;
  Progress& progress_;
  std::vector<PlacedField> places_;
};

ResultLayout layout_of(const Plan& plan) {
  ResultLayout layout(plan.axes);
  for (const Field& field : plan.fields) layout.add(field);
  layout.add_completed(plan.completed, plan.point);
  return layout;
}

}  // namespace

ResultPlan result_plan(const Plan& plan, const std::string& command_line) {
  return {.layout = layout_of(plan),
          .hamiltonians = plan.hamiltonians,
          .provenance = {.experiment = plan.experiment,
                         .command_line = command_line,
                         .configuration = plan.configuration,
                         .seed = plan.seed.value_or(0),
                         .inputs = plan.inputs},
          .check = plan.check};
}

std::unique_ptr<Sink> file_sink(const Plan& plan, ResultFile& file, Progress& progress) {
  return std::make_unique<FileSink>(plan, file, progress);
}

ResultRun result_run(const Plan& plan, const std::string& command_line,
                     const std::stop_token& stop) {
  return {.plan = result_plan(plan, command_line),
          .memory = plan.memory,
          .needs = plan.needs,
          .unit = plan.unit,
          .compute = [&plan, stop](ResultFile& file, Progress& progress) {
            return plan.compute(*file_sink(plan, file, progress), stop);
          }};
}

}  // namespace traversable
