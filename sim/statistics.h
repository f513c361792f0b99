// Mean, scatter and errors of samples.
//
//   mean       m = sum x / n
//   deviation  s, s^2 = sum (x - m)^2 / (n - 1)
//   error      of the mean, s / sqrt(n)
//   jackknife  error^2 = (n - 1)/n sum (y_k - mean of y)^2 of an estimate y_k without part k
// NaN where there are too few numbers for one: none for the mean, one for the others.
#pragma once

#include <cstddef>
#include <span>

namespace traversable {

/// Of numbers that come one by one, without cancellation; the same order gives the same bits.
/// (Welford, Technometrics 4, 419 (1962).)
class Moments {
 public:
  void add(double x);

  std::size_t count() const { return count_; }
  double mean() const;
  double deviation() const;
  double standard_error() const;
  /// sum (x - m)^2.
  double square_sum() const { return squares_; }

 private:
  std::size_t count_ = 0;
  double mean_ = 0;
  double squares_ = 0;
};

Moments moments_of(std::span<const double> values);

/// Of the estimates that leave one part out each (Efron and Tibshirani, An Introduction to the
/// Bootstrap, ch. 11).
double jackknife_error(std::span<const double> left_out);

/// The estimate less its bias of order 1/n, n y - (n - 1) (mean of y_k).
double jackknife_value(double all, std::span<const double> left_out);

}  // namespace traversable
