#include "sim/cuda/device_spectrum.h"

namespace traversable::cuda {

template <class Real>
DeviceMonomial<Real>::DeviceMonomial(Backend& backend, const MonomialOperator& p) {
  for (std::size_t s = 0; s < 2; ++s) {
    source[s] = Array<Index>(backend, std::vector<Index>(p.source[s].begin(), p.source[s].end()));
    factor[s] = Array<Complex<Real>>(backend, entries<Real>(p.factor[s]));
  }
}

template <class Real>
DeviceSpectrum<Real>::DeviceSpectrum(Backend& backend, const GradedMatrix& h)
    : backend_(&backend), half_(h.block[0].rows()) {
  for (std::size_t s = 0; s < 2; ++s) {
    vectors_[s] = Matrix(backend, entries<Real>(h.block[s]));
    levels_[s] = backend.diagonalize(vectors_[s].data(), half_);
  }
}

template <class Real>
Blocks<Real> DeviceSpectrum<Real>::in_eigenbasis(const MonomialOperator& p) const {
  const DeviceMonomial<Real> device(*backend_, p);
  const Matrix moved(*backend_, half_ * half_);
  Blocks<Real> result;
  for (std::size_t c = 0; c < 2; ++c) {
    const std::size_t r = c ^ static_cast<std::size_t>(p.grade);
    backend_->run(ApplyMonomial<Real>{device.source[r].data(), device.factor[r].data(),
                                      vectors_[c].data(), moved.data(), half_},
                  half_ * half_);
    result[c] = Matrix(*backend_, half_ * half_);
    backend_->multiply({Operation::adjoint, Operation::plain, half_, half_, half_,
                        vectors_[r].data(), half_, moved.data(), half_, result[c].data(), half_});
  }
  return result;
}

template <class Real>
void DeviceSpectrum<Real>::from_eigenbasis(int sector, const Matrix& x, const Matrix& scratch,
                                           const Matrix& out) const {
  const Complex<Real>* u = vectors(sector).data();
  backend_->multiply({Operation::plain, Operation::plain, half_, half_, half_, u, half_, x.data(),
                      half_, scratch.data(), half_});
  backend_->multiply({Operation::plain, Operation::adjoint, half_, half_, half_, scratch.data(),
                      half_, u, half_, out.data(), half_});
}

template <class Real>
void DeviceSpectrum<Real>::rotate_rows(Backend& stream, Operation form, const Matrix& x,
                                       const Matrix& out) const {
  for (int s = 0; s < 2; ++s)
    stream.multiply({form, Operation::plain, half_, dimension(), half_, vectors(s).data(), half_,
                     x.data() + s * half_, dimension(), out.data() + s * half_, dimension()});
}

template <class Real>
void DeviceSpectrum<Real>::rotate_columns(Backend& stream, Operation form, const Matrix& x,
                                          const Matrix& out) const {
  const Index block = half_ * dimension();
  for (int s = 0; s < 2; ++s)
    stream.multiply({Operation::plain, form, dimension(), half_, half_, x.data() + s * block,
                     dimension(), vectors(s).data(), half_, out.data() + s * block, dimension()});
}

template struct DeviceMonomial<float>;
template struct DeviceMonomial<double>;
template class DeviceSpectrum<float>;
template class DeviceSpectrum<double>;

}  // namespace traversable::cuda
