#include "sim/spins/insertion.h"

#include "sim/at.h"

namespace traversable {

std::vector<Size> rows_with(const std::vector<int>& sites, Size value, Size dimension) {
  std::vector<Size> rows;
  for (Size row = 0; row < dimension; ++row) {
    bool fits = true;
    for (std::size_t j = 0; j < sites.size(); ++j)
      fits = fits && (row >> sites[j] & 1) == (value >> j & 1);
    if (fits) rows.push_back(row);
  }
  return rows;
}

std::vector<HostMatrix<double>> inserted(const MatrixView<double>& u, const MatrixView<double>& r,
                                         const std::vector<int>& sites) {
  const HostMatrices<double> space;
  const Size dimension = u.rows, values = Size{1} << sites.size();
  std::vector<HostMatrix<double>> columns_of_u, rows_of_r, result;
  std::vector<MatrixProduct<double>> products;
  for (Size value = 0; value < values; ++value) {
    const std::vector<Size> chosen = rows_with(sites, value, dimension);
    columns_of_u.push_back(space.make(dimension, dimension / values));
    rows_of_r.push_back(space.make(dimension / values, dimension));
    as_eigen(columns_of_u.back().view()) = as_eigen(u)(Eigen::all, chosen);
    as_eigen(rows_of_r.back().view()) = as_eigen(r)(chosen, Eigen::all);
    result.push_back(space.make(values * dimension, dimension));
  }
  for (std::size_t p = 0; p < result.size(); ++p)
    for (std::size_t c = 0; c < result.size(); ++c)
      products.push_back(
          {Form::plain, columns_of_u[p].view(), Form::plain, rows_of_r[c].view(),
           result[p].view().block(static_cast<Size>(c) * dimension, 0, dimension, dimension)});
  space.multiply(products);
  return result;
}

}  // namespace traversable
