#include "sym/suggestion.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace traversable {
namespace {

TEST(Suggestion, CountsEachKindOfSlipOnce) {
  const std::string word = "teleport";
  for (const char* slip : {"telport", "telleport", "tekeport", "teelport", "eteleport"})
    EXPECT_EQ(edit_distance(slip, word), 1) << slip;
  EXPECT_EQ(edit_distance("ca", "abc"),
            3);  // restricted: 2 if what is swapped could be changed again
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3);
  EXPECT_EQ(edit_distance("", "noise"), 5);
  EXPECT_EQ(edit_distance("noise", ""), 5);
  EXPECT_EQ(edit_distance("", ""), 0);
}

/// All texts one slip away, for texts of a and b.
std::set<std::string> one_slip_from(const std::string& text) {
  std::set<std::string> found;
  for (std::size_t i = 0; i <= text.size(); ++i)
    for (const char c : {'a', 'b'}) {
      found.insert(text.substr(0, i) + c + text.substr(i));
      if (i == text.size()) continue;
      found.insert(text.substr(0, i) + c + text.substr(i + 1));
      found.insert(text.substr(0, i) + text.substr(i + 1));
      std::string swapped = text;
      if (i + 1 < text.size()) std::swap(swapped[i], swapped[i + 1]);
      found.insert(swapped);
    }
  found.erase(text);
  return found;
}

TEST(Suggestion, IsSymmetricAndOneExactlyForOneSlip) {
  std::vector<std::string> texts{""};
  for (std::size_t i = 0; i < texts.size() && texts[i].size() < 4; ++i)
    for (const char c : {'a', 'b'}) texts.push_back(texts[i] + c);
  for (const std::string& a : texts) {
    const std::set<std::string> near = one_slip_from(a);
    for (const std::string& b : texts) {
      EXPECT_EQ(edit_distance(a, b), edit_distance(b, a)) << a << " " << b;
      EXPECT_EQ(edit_distance(a, b) == 1, near.contains(b)) << a << " " << b;
      EXPECT_EQ(edit_distance(a, b) == 0, a == b);
    }
  }
}

TEST(Suggestion, NamesTheNearestWordOrNone) {
  const std::vector<std::string> words{"teleport", "noise", "learn", "beta"};
  EXPECT_EQ(did_you_mean("telport", words), ", did you mean teleport?");
  EXPECT_EQ(nearest_word("betta", words), "beta");
  EXPECT_EQ(nearest_word("beta", words), "");
  EXPECT_EQ(nearest_word("plot", words), "");
  EXPECT_EQ(nearest_word("", words), "");
  EXPECT_EQ(nearest_word(std::string(1'000'000, 'x'), words), "");
  EXPECT_EQ(did_you_mean("travel", words), "");
}

}  // namespace
}  // namespace traversable
