#include "sim/statistics.h"

#include <cmath>
#include <limits>

namespace traversable {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

}  // namespace

void Moments::add(double x) {
  ++count_;
  const double delta = x - mean_;
  mean_ += delta / static_cast<double>(count_);
  squares_ += delta * (x - mean_);
}

double Moments::mean() const { return count_ > 0 ? mean_ : nan; }

double Moments::deviation() const {
  return count_ > 1 ? std::sqrt(squares_ / static_cast<double>(count_ - 1)) : nan;
}

double Moments::standard_error() const {
  return deviation() / std::sqrt(static_cast<double>(count_));
}

Moments moments_of(std::span<const double> values) {
  Moments moments;
  for (const double value : values) moments.add(value);
  return moments;
}

double jackknife_error(std::span<const double> left_out) {
  const auto n = static_cast<double>(left_out.size());
  return n > 1 ? std::sqrt((n - 1) / n * moments_of(left_out).square_sum()) : nan;
}

double jackknife_value(double all, std::span<const double> left_out) {
  const auto n = static_cast<double>(left_out.size());
  // As a correction: all minus the mean, which are nearly equal, comes first.
  return all + (n - 1) * (all - moments_of(left_out).mean());
}

}  // namespace traversable
