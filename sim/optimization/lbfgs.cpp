#include "sim/optimization/lbfgs.h"

#include <exception>
#include <nlopt.hpp>
#include <stdexcept>

#include "sim/interrupted.h"

namespace traversable {
namespace {

struct Evaluation {
  const DifferentiableFunction& function;
  const std::stop_token& stop;
  Minimum best;
  std::vector<double> slope;
  std::exception_ptr error = {};

  double operator()(const std::vector<double>& x, std::vector<double>& gradient) {
    if (stop.stop_requested()) throw nlopt::forced_stop();
    double value = 0;
    try {
      value = function(x, slope);
    } catch (...) {
      error = std::current_exception();
      throw nlopt::forced_stop();
    }
    if (!gradient.empty()) gradient = slope;
    ++best.evaluations;
    if (value < best.value) {
      best.value = value;
      best.x = x;
    }
    return value;
  }
};

double call(const std::vector<double>& x, std::vector<double>& gradient, void* data) {
  return (*static_cast<Evaluation*>(data))(x, gradient);
}

}  // namespace

Minimum minimize_lbfgs(const DifferentiableFunction& function, std::vector<double> start,
                       const LbfgsOptions& options, const std::stop_token& stop) {
  Evaluation evaluation{function,
                        stop,
                        {start, std::numeric_limits<double>::infinity(), 0},
                        std::vector<double>(start.size())};
  nlopt::opt optimizer(nlopt::LD_LBFGS, static_cast<unsigned>(start.size()));
  optimizer.set_min_objective(call, &evaluation);
  optimizer.set_stopval(options.goal);
  optimizer.set_ftol_rel(options.tolerance);
  optimizer.set_maxeval(options.max_evaluations);
  double value = 0;
  try {
    optimizer.optimize(start, value);
  } catch (const nlopt::forced_stop&) {
  } catch (const nlopt::roundoff_limited&) {  // at the minimum, to rounding; the best is kept
  } catch (const std::runtime_error&) {       // the line search found nothing better: the same
  }
  if (evaluation.error) std::rethrow_exception(evaluation.error);
  throw_if_stopped(stop);
  return evaluation.best;
}

}  // namespace traversable
