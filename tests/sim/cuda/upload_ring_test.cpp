#include "sim/cuda/upload_ring.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

#include "sim/cuda/packed_lists.h"

namespace traversable {
namespace {

using cuda::UploadRing;

// What the device has not fetched is not overwritten: a part is used again after it was entered again, and pieces follow one
// another in it.
TEST(UploadRing, PiecesFollowOneAnother) {
  UploadRing ring;
  std::mt19937_64 random(1);
  int part = -1, entered = 0;
  std::size_t end = 0, total = 0;
  for (int upload = 0; upload < 300; ++upload) {
    std::size_t left = random() % (upload % 10 == 0 ? 3 * UploadRing::part_bytes : 100'000);
    total += left;
    while (left > 0) {
      const UploadRing::Piece piece = ring.next(left);
      ASSERT_GT(piece.bytes, 0u);
      ASSERT_LE(piece.bytes, left);
      ASSERT_EQ(piece.enters, part != piece.part);
      ASSERT_EQ(piece.offset, piece.enters ? 0 : end);
      if (piece.enters && part >= 0) {
        ASSERT_EQ(end, UploadRing::part_bytes);
        ASSERT_EQ(piece.part, (part + 1) % UploadRing::num_parts);
      }
      entered += piece.enters ? 1 : 0;
      part = piece.part;
      end = piece.offset + piece.bytes;
      left -= piece.bytes;
    }
  }
  EXPECT_EQ(entered,
            static_cast<int>((total + UploadRing::part_bytes - 1) / UploadRing::part_bytes));
}

TEST(PackedLists, AreWhereTheySay) {
  const auto backend = cuda::make_host_backend();
  cuda::PackedLists lists;
  for (const std::size_t size : {3, 40, 7}) {
    const std::vector<unsigned char> bytes(size, 9);
    std::vector<double> numbers(size);
    for (std::size_t k = 0; k < size; ++k) numbers[k] = static_cast<double>(k) + 0.5;
    lists.clear();
    const std::size_t first = lists.add(bytes), second = lists.add(numbers),
                      none = lists.add(std::vector<double>());
    lists.send(*backend);
    EXPECT_EQ(std::vector<unsigned char>(lists.at<unsigned char>(first),
                                         lists.at<unsigned char>(first) + size),
              bytes);
    EXPECT_EQ(std::vector<double>(lists.at<double>(second), lists.at<double>(second) + size),
              numbers);
    EXPECT_GE(none, second + size * sizeof(double));
  }
}

}  // namespace
}  // namespace traversable
