#include "sim/state_vector/passes.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <utility>

#include "sim/complex.h"
#include "sim/state_vector/parity_map.h"

namespace traversable {
namespace {

using kernels::PassForm;
using kernels::PassGeometry;
using kernels::SumForm;

bool odd(std::uint64_t bits) { return (std::popcount(bits) & 1) != 0; }

/// The geometry of a pass and, for each string, what decides its sign.
struct Signs {
  PassGeometry geometry;
  std::vector<unsigned> parts;      // of the entry number
  std::vector<std::uint64_t> lane;  // of the lane
};

Signs signs_of(std::span<const PauliString> strings, int lane_bits) {
  const std::uint64_t lanes = (std::uint64_t{1} << lane_bits) - 1;
  ParityMap map;
  Signs signs;
  for (const PauliString& string : strings) {
    signs.parts.push_back(map.express(string.z >> lane_bits));
    signs.lane.push_back(string.z & lanes);
  }
  PassGeometry& g = signs.geometry;
  g.vector_flip = strings.front().x >> lane_bits;
  g.lane_flip = static_cast<unsigned>(strings.front().x & lanes);
  g.rank = map.rank();
  std::copy(map.basis().begin(), map.basis().end(), g.masks.begin());
  for (std::size_t v = 0; v < g.in_chunk.size(); ++v)
    g.in_chunk[v] = static_cast<std::uint8_t>(kernels::entry_of(g, v));
  g.flip_entry = kernels::entry_of(g, g.vector_flip);
  return signs;
}

/// <i|P|i^x> for the rows i of one entry and lane.
Complex row_element(const PauliString& string, const Signs& signs, std::size_t k, unsigned entry,
                    unsigned lane) {
  const bool minus =
      odd(string.z & string.x) ^ odd(signs.parts[k] & entry) ^ odd(signs.lane[k] & lane);
  const Complex phase = power_of_i(string.phase);
  return minus ? -phase : phase;
}

/// u and w of row i.
using Row = std::pair<Complex, Complex>;

/// First row of the product of the rotations on the pair (i, i^x).
Row rotate_row(std::span<const PauliRotation> rotations, const Signs& signs, unsigned entry,
               unsigned lane) {
  if (rotations.front().string.x == 0) {
    double angle = 0;
    for (std::size_t k = 0; k < rotations.size(); ++k)
      angle += rotations[k].angle * row_element(rotations[k].string, signs, k, entry, lane).real();
    return {std::polar(1.0, -angle), 0.0};
  }
  Row row{1.0, 0.0};
  for (std::size_t k = rotations.size(); k-- > 0;) {  // the last to act is the leftmost factor
    const Complex g = row_element(rotations[k].string, signs, k, entry, lane);
    const Complex off = Complex(0.0, -std::sin(rotations[k].angle)) * g;
    const double c = std::cos(rotations[k].angle);
    row = {row.first * c - row.second * std::conj(off), row.first * off + row.second * c};
  }
  return row;
}

PassForm form_of(std::span<const PauliRotation> rotations) {
  if (rotations.front().string.x == 0) return PassForm::diagonal;
  const auto is_real = [](const PauliRotation& r) { return !odd(r.string.x & r.string.z); };
  const auto reals = std::count_if(rotations.begin(), rotations.end(), is_real);
  if (reals == 0) return PassForm::real;
  return reals == std::ssize(rotations) ? PassForm::imaginary : PassForm::general;
}

SumForm form_of(std::span<const PauliTerm> terms) {
  bool any_real = false;
  bool any_imaginary = false;
  for (const PauliTerm& term : terms) {
    const Complex c = term.coefficient * power_of_i(term.string.phase);
    any_real |= c.real() != 0;
    any_imaginary |= c.imag() != 0;
  }
  if (any_real && any_imaginary) return SumForm::general;
  return any_imaginary ? SumForm::imaginary : SumForm::real;
}

/// Writes the entries of a table, vector after vector.
template <class Real>
class TableWriter {
 public:
  TableWriter(int rank, int lane_bits, int vectors_an_entry)
      : lanes_(1u << lane_bits),
        stride_(2 * lanes_ * static_cast<std::size_t>(vectors_an_entry)),
        table_(stride_ << rank) {}

  void real(unsigned entry, unsigned lane, int vector, double value) {
    Real* place = at(entry, lane, vector);
    place[0] = place[1] = static_cast<Real>(value);
  }
  void imaginary(unsigned entry, unsigned lane, int vector, double value) {
    Real* place = at(entry, lane, vector);
    place[0] = static_cast<Real>(-value);
    place[1] = static_cast<Real>(value);
  }

  AlignedBuffer<Real> finish() { return std::move(table_); }

 private:
  Real* at(unsigned entry, unsigned lane, int vector) {
    return table_.data() + entry * stride_ + static_cast<std::size_t>(vector) * 2 * lanes_ +
           2 * lane;
  }

  std::size_t lanes_, stride_;
  AlignedBuffer<Real> table_;
};

template <class Body>
void for_each_entry(int rank, int lane_bits, const Body& body) {
  for (unsigned entry = 0; entry < 1u << rank; ++entry)
    for (unsigned lane = 0; lane < 1u << lane_bits; ++lane) body(entry, lane);
}

template <class Item>
std::vector<PauliString> strings_of(std::span<const Item> items) {
  std::vector<PauliString> strings;
  for (const Item& item : items) strings.push_back(item.string);
  return strings;
}

/// The pass of one rotation: u = cos, w = -i sin <i|P|i^x>, on the diagonal in place of i Im u.
template <class Real>
RotationPass<Real> single_pass(const PauliRotation& rotation) {
  const int lane_bits = kernels::lane_bits<Real>();
  const Signs signs = signs_of(std::array{rotation.string}, lane_bits);
  const bool real = odd(rotation.string.x & rotation.string.z);
  TableWriter<Real> table(0, lane_bits, 3);
  for (unsigned lane = 0; lane < 1u << lane_bits; ++lane) {
    table.real(0, lane, 0, std::cos(rotation.angle));
    for (const unsigned entry : {0u, 1u}) {
      const Complex w = Complex(0.0, -std::sin(rotation.angle)) *
                        row_element(rotation.string, signs, 0, entry, lane);
      const int place = entry == 0 ? 1 : 2;
      if (real)
        table.real(0, lane, place, w.real());
      else
        table.imaginary(0, lane, place, w.imag());
    }
  }
  return {signs.geometry, real ? PassForm::single_real : PassForm::single_imaginary,
          table.finish()};
}

}  // namespace

template <class Real>
RotationPass<Real> rotation_pass(std::span<const PauliRotation> rotations) {
  if (rotations.size() == 1) return single_pass<Real>(rotations.front());
  const int lane_bits = kernels::lane_bits<Real>();
  const Signs signs = signs_of(strings_of(rotations), lane_bits);
  const PassForm form = form_of(rotations);
  TableWriter<Real> table(signs.geometry.rank, lane_bits, form == PassForm::general ? 4 : 2);
  for_each_entry(signs.geometry.rank, lane_bits, [&](unsigned entry, unsigned lane) {
    const auto [u, w] = rotate_row(rotations, signs, entry, lane);
    table.real(entry, lane, 0, u.real());
    if (form == PassForm::diagonal || form == PassForm::general)
      table.imaginary(entry, lane, 1, u.imag());
    if (form == PassForm::real) table.real(entry, lane, 1, w.real());
    if (form == PassForm::imaginary) table.imaginary(entry, lane, 1, w.imag());
    if (form == PassForm::general) {
      table.real(entry, lane, 2, w.real());
      table.imaginary(entry, lane, 3, w.imag());
    }
  });
  return {signs.geometry, form, table.finish()};
}

template <class Real>
ApplyPass<Real> apply_pass(std::span<const PauliTerm> terms) {
  const int lane_bits = kernels::lane_bits<Real>();
  const Signs signs = signs_of(strings_of(terms), lane_bits);
  const SumForm form = form_of(terms);
  TableWriter<Real> table(signs.geometry.rank, lane_bits, form == SumForm::general ? 2 : 1);
  for_each_entry(signs.geometry.rank, lane_bits, [&](unsigned entry, unsigned lane) {
    Complex w = 0;
    for (std::size_t k = 0; k < terms.size(); ++k)
      w += terms[k].coefficient * row_element(terms[k].string, signs, k, entry, lane);
    if (form != SumForm::imaginary) table.real(entry, lane, 0, w.real());
    if (form != SumForm::real)
      table.imaginary(entry, lane, form == SumForm::general ? 1 : 0, w.imag());
  });
  return {signs.geometry, form, table.finish()};
}

template <class Real>
std::size_t leading_pass(std::span<const PauliString> strings) {
  const int lane_bits = kernels::lane_bits<Real>();
  ParityMap map;
  std::size_t count = 0;
  for (const PauliString& string : strings) {
    const std::uint64_t mask = string.z >> lane_bits;
    if (string.x != strings.front().x || map.rank_with(mask) > kernels::max_rank) break;
    map.express(mask);
    ++count;
  }
  return count;
}

template RotationPass<float> rotation_pass(std::span<const PauliRotation>);
template RotationPass<double> rotation_pass(std::span<const PauliRotation>);
template ApplyPass<float> apply_pass(std::span<const PauliTerm>);
template ApplyPass<double> apply_pass(std::span<const PauliTerm>);
template std::size_t leading_pass<float>(std::span<const PauliString>);
template std::size_t leading_pass<double>(std::span<const PauliString>);

}  // namespace traversable
