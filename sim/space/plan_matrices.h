// Matrices that are only counted: what a computation in a space takes, found by going through it.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <complex>
#include <span>
#include <utility>
#include <vector>

#include "sim/space/matrix_view.h"

namespace traversable {

struct MatrixPlan {
  double bytes = 0;       // held now
  double peak = 0;        // most of them at once
  double operations = 0;  // real ones of products, 8 for each complex multiplication and addition

  void hold(double more) {
    bytes += more;
    peak = std::max(peak, bytes);
  }
};

/// What is planned for: this machine also keeps real eigenvectors of models that may have them.
enum class Place { host, device };

/// Holds its bytes in a plan while it lives.
class PlannedBytes {
 public:
  PlannedBytes() = default;
  PlannedBytes(MatrixPlan& plan, double bytes) : plan_(&plan), bytes_(bytes) { plan.hold(bytes); }
  PlannedBytes(PlannedBytes&& other) noexcept { swap(other); }
  PlannedBytes& operator=(PlannedBytes&& other) noexcept {
    PlannedBytes moved(std::move(other));
    swap(moved);
    return *this;
  }
  ~PlannedBytes() {
    if (plan_ != nullptr) plan_->bytes -= bytes_;
  }

 private:
  void swap(PlannedBytes& other) {
    std::swap(plan_, other.plan_);
    std::swap(bytes_, other.bytes_);
  }

  MatrixPlan* plan_ = nullptr;
  double bytes_ = 0;
};

template <class Real>
class PlannedMatrix {
 public:
  PlannedMatrix() = default;
  PlannedMatrix(MatrixPlan& plan, Size rows, Size columns)
      : held_(plan, static_cast<double>(rows) * static_cast<double>(columns) * 2 * sizeof(Real)),
        rows_(rows),
        columns_(columns) {}
  MatrixView<Real> view() const { return {nullptr, rows_, columns_, rows_}; }
  Size rows() const { return rows_; }
  Size columns() const { return columns_; }

 private:
  PlannedBytes held_;
  Size rows_ = 0, columns_ = 0;
};

/// As HostMatrices; nothing is computed, and everything that is read is zero.
template <class RealType>
struct PlanMatrices {
  using Real = RealType;
  using Matrix = PlannedMatrix<Real>;
  template <class T>
  struct Array {
    PlannedBytes held;
    T* data() const { return nullptr; }
  };

  MatrixPlan* plan = nullptr;
  Place place = Place::host;

  Matrix make(Size rows, Size columns) const { return Matrix(*plan, rows, columns); }
  template <class T>
  Array<T> reserve(double count) const {
    return {PlannedBytes(*plan, count * sizeof(T))};
  }
  template <class T>
  Array<T> upload(const std::vector<T>& values) const {
    return reserve<T>(static_cast<double>(values.size()));
  }
  template <class T>
  std::vector<T> download(const Array<T>&) const {
    return {};
  }
  Matrix load(const Eigen::MatrixXcd& m) const { return make(m.rows(), m.cols()); }
  Eigen::MatrixXcd read(const MatrixView<Real>& m) const {
    const PlannedBytes packed(*plan, static_cast<double>(m.size()) * 2 * sizeof(Real));
    return {};
  }

  void multiply(std::span<const MatrixProduct<Real>> products) const {
    for (const MatrixProduct<Real>& product : products) multiply(product);
  }
  void multiply(const MatrixProduct<Real>& p) const {
    const Size k = p.form_a == Form::adjoint ? p.a.rows : p.a.columns;
    const double part = p.lower_only || p.a_is_lower ? 0.5 : 1;
    plan->operations += part * 8 * static_cast<double>(p.c.rows) *
                        static_cast<double>(p.c.columns) * static_cast<double>(k);
  }
  template <class Body>
  void run(const Body&, Size, Size) const {}
  void add_column_dots(const MatrixView<Real>&, const MatrixView<Real>&,
                       std::span<std::complex<double>>) const {}
  double diagonal_sum(const MatrixView<Real>&) const { return 0; }
};

}  // namespace traversable
