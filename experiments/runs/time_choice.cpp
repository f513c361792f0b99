#include "experiments/runs/time_choice.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "experiments/runs/number_list.h"

namespace traversable {

std::pair<double, double> TimeChoice::operator[](std::size_t index) const {
  if (axes == TimeAxes::diagonal) return {t0[index], t0[index]};
  return {t0[index / t1.size()], t1[index % t1.size()]};
}

std::vector<Axis> TimeChoice::result_axes() const {
  if (axes == TimeAxes::diagonal)
    return {{"t", "time of injection and read-out, t0 = t1", "1/energy", t0}};
  return {{"t0", "injection at -t0", "1/energy", t0}, {"t1", "read-out at t1", "1/energy", t1}};
}

AxisNames TimeChoice::names() const {
  return axes == TimeAxes::diagonal ? AxisNames{"t"} : AxisNames{"t0", "t1"};
}

std::vector<KeyOption> time_options(const ValueForm& value) {
  const bool one = value.word == form::number.word;
  const std::string times = one ? "time" : "times";
  return in_group(
      "Times",
      {{"t", "", times + " of injection and read-out, t0 = t1", value, "required, or t0 and t1"},
       {"t0", "", times + " of injection (at -t0)", value, "required with t1, or t"},
       {"t1", "", times + " of read-out", value, "required with t0, or t"}});
}

TimeChoice take_times(Settings& settings) {
  TimeChoice times;
  if (const auto t = settings.take("t", parse_numbers)) {
    times.t0 = *t;
    settings.refuse({"t0", "t1"}, "cannot be given with t (t0 = t1 = t)");
    return times;
  }
  const std::string expected = "injection and read-out times as t0 and t1, or t for t0 = t1";
  times.axes = TimeAxes::map;
  times.t0 = settings.require("t0", expected, parse_numbers);
  times.t1 = settings.require("t1", expected, parse_numbers);
  return times;
}

std::string to_toml(const TimeChoice& times) {
  if (times.axes == TimeAxes::diagonal) return fmt::format("t = [{}]\n", fmt::join(times.t0, ", "));
  return fmt::format("t0 = [{}]\nt1 = [{}]\n", fmt::join(times.t0, ", "),
                     fmt::join(times.t1, ", "));
}

}  // namespace traversable
