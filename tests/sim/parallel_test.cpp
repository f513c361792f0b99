#include "sim/parallel.h"

#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <stdexcept>
#include <string>
#include <thread>

namespace traversable {
namespace {

class Threads : public testing::TestWithParam<int> {
 protected:
  Threads() : before_(omp_get_max_threads()) { omp_set_num_threads(GetParam()); }
  ~Threads() override { omp_set_num_threads(before_); }

 private:
  int before_;
};

INSTANTIATE_TEST_SUITE_P(Parallel, Threads, testing::Values(1, 2, 4));

using Loop = std::function<void(std::size_t count, const std::function<void(std::size_t)>& body)>;

/// Every form of a loop.
const std::vector<std::pair<std::string, Loop>>& loops() {
  static const std::vector<std::pair<std::string, Loop>> all{
      {"for_each_index", [](auto count, const auto& body) { for_each_index(count, true, body); }},
      {"for_each_uneven_index",
       [](auto count, const auto& body) { for_each_uneven_index(count, true, body); }},
      {"for_each_index_with",
       [](auto count, const auto& body) {
         for_each_index_with(
             count, true, [] { return 0; }, [&](std::size_t i, int&) { body(i); });
       }},
      {"parallel_for",
       [](auto count, const auto& body) { parallel_for(count, omp_get_max_threads(), body); }},
      {"parallel_for with a token", [](auto count, const auto& body) {
         parallel_for(count, omp_get_max_threads(), std::stop_token{},
                      [&](std::size_t i, const std::stop_token&) { body(i); });
       }}};
  return all;
}

TEST_P(Threads, EveryIndexOnce) {
  for (const auto& [name, loop] : loops())
    for (const std::size_t count : {0u, 1u, 2u, 3u, 5u, 1000u}) {
      std::vector<std::atomic<int>> calls(count);
      loop(count, [&](std::size_t i) { ++calls[i]; });
      for (std::size_t i = 0; i < count; ++i) EXPECT_EQ(calls[i], 1) << name << " " << i;
    }
}

TEST_P(Threads, AnExceptionArrivesWhereverItIsThrown) {
  for (const auto& [name, loop] : loops())
    for (const std::size_t place : {0u, 1u, 7u, 99u}) try {
        loop(100, [&](std::size_t i) {
          if (i == place) throw std::out_of_range("number " + std::to_string(i));
        });
        ADD_FAILURE() << name << ": nothing thrown at " << place;
      } catch (const std::out_of_range& error) {
        EXPECT_EQ(error.what(), "number " + std::to_string(place)) << name;
      }
}

TEST_P(Threads, ALoopWhoseEveryBodyThrowsEndsWithOneException) {
  for (const auto& [name, loop] : loops())
    EXPECT_THROW(loop(1000, [](std::size_t) { throw std::bad_alloc(); }), std::bad_alloc) << name;
}

TEST_P(Threads, AnExceptionEndsTheLoopSoon) {
  for (const auto& [name, loop] : loops()) {
    if (name == "for_each_index_with") continue;  // for short loops: a thread's share is run
    std::atomic<int> calls = 0;
    EXPECT_THROW(loop(100'000,
                      [&](std::size_t i) {
                        ++calls;
                        if (i == 0) throw std::runtime_error("");
                        std::this_thread::sleep_for(std::chrono::microseconds(10));
                      }),
                 std::runtime_error);
    EXPECT_LT(calls, 50'000) << name;
  }
}

TEST_P(Threads, OtherBodiesAreAskedToStop) {
  const auto wait_for_stop = [](const std::stop_token& token) {
    for (int k = 0; k < 100'000 && !token.stop_requested(); ++k)
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    throw_if_stopped(token);
  };
  // The reason arrives, not the interruptions that follow from it.
  EXPECT_THROW(parallel_for(8, omp_get_max_threads(), {},
                            [&](std::size_t i, const std::stop_token& token) {
                              if (i == 0) throw std::domain_error("the reason");
                              wait_for_stop(token);
                            }),
               std::domain_error);
  std::stop_source source;
  EXPECT_THROW(parallel_for(8, omp_get_max_threads(), source.get_token(),
                            [&](std::size_t i, const std::stop_token& token) {
                              if (i == 0) source.request_stop();
                              wait_for_stop(token);
                            }),
               Interrupted);
  EXPECT_THROW(parallel_for(8, omp_get_max_threads(), source.get_token(),
                            [](std::size_t, const std::stop_token&) { FAIL(); }),
               Interrupted);
}

TEST_P(Threads, LoopsInsideALoop) {
  for (const auto& [outer_name, outer] : loops())
    for (const auto& [name, inner] : loops())
      EXPECT_THROW(outer(4,
                         [&](std::size_t i) {
                           inner(4, [&](std::size_t j) {
                             if (i == 2 && j == 3) throw std::range_error("");
                           });
                         }),
                   std::range_error)
          << outer_name << " of " << name;
}

TEST_P(Threads, ABufferThatCannotBeMade) {
  struct Large {
    Large() { throw std::bad_alloc(); }
  };
  EXPECT_THROW(for_each_index_with(
                   100, true, [] { return Large(); }, [](int, Large&) {}),
               std::bad_alloc);
}

}  // namespace
}  // namespace traversable
