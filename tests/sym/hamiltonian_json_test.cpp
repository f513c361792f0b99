#include "sym/hamiltonian_json.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

#include "sym/models.h"
#include "sym/quoted.h"
#include "tests/mutations.h"

namespace traversable {
namespace {

std::string error_of(const std::string& text) {
  try {
    hamiltonian_from_json(text);
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "";
}

std::string with_term(const std::string& term) {
  return R"({"num_majoranas": 7, "terms": [)" + term + "]}";
}

TEST(HamiltonianJson, RoundTripsToTheBit) {
  for (const Hamiltonian& h :
       {learned(), dense_syk(9, 4, 1.3, {5, 2}), dense_syk(6, 6, 1.0, {1, 1})})
    EXPECT_EQ(hamiltonian_from_json(to_json(h)), h);
}

TEST(HamiltonianJson, NamesWhatIsWrong) {
  const std::string ok = R"({"indices": [0, 1], "coupling": 1})";
  const std::vector<std::pair<std::string, std::string>> cases{
      {"", "parse error at line 1"},
      {"{\"num_majoranas\": 7,\n oops}", "line 2"},
      {"[]", "document: expected an object"},
      {R"({"terms": []})", "num_majoranas: missing"},
      {R"({"num_majoranas": 7})", "terms: missing"},
      {R"({"num_majoranas": 7, "terms": [], "extra": 1})", "extra: unknown key"},
      {R"({"num_majoranas": 7, "terms": []})", "expected at least one term"},
      {R"({"num_majoranas": 7.5, "terms": []})", "num_majoranas = 7.5: expected an integer"},
      {R"({"num_majoranas": 99999999999, "terms": []})",
       "num_majoranas = 99999999999: out of range"},
      {R"({"num_majoranas": 500, "terms": []})", "num_majoranas = 500: expected 2 to 64"},
      {with_term("3"), "terms[0]: expected an object"},
      {with_term(R"({"indices": [0, 1]})"), "terms[0].coupling: missing"},
      {with_term(R"({"indices": "01", "coupling": 1})"), "terms[0].indices"},
      {with_term(R"({"indices": [0, "1"], "coupling": 1})"), "terms[0].indices[1]"},
      {with_term(R"({"indices": [0, 1], "coupling": "1"})"), "terms[0].coupling"},
      {with_term(R"({"indices": [0, 1], "coupling": null})"), "terms[0].coupling"},
      {with_term(R"({"indices": [0, 1], "coupling": 1e999})"), "number overflow parsing '1e999'"},
      {with_term(R"({"indices": [0, 7], "coupling": 1})"), "index 7, expected 0 to 6"},
      {with_term(R"({"indices": [0, -1], "coupling": 1})"), "index -1"},
      {with_term(R"({"indices": [0, 0], "coupling": 1})"), "index 0 is repeated"},
      {with_term(R"({"indices": [0, 1, 2], "coupling": 1})"), "expected an even number"},
      {with_term(ok + "," + ok), "given more than once"},
      {R"({"num_majoranas": 7, "num_majoranas": 9, "terms": []})",
       "key 'num_majoranas' is given twice"},
      {with_term(ok + R"(, {"indices": [0, 1], "coupling": 1, "coupling": 2})"),
       "terms[1]: key 'coupling' is given twice"},
      {with_term(R"({"indices": [0, 1], "indices": [2, 3], "coupling": 1})"),
       "terms[0]: key 'indices' is given twice"},
      {R"({"num_majoranas": {"a": 1, "a": 2}, "terms": []})", "key 'a' is given twice"},
      {with_term(R"({"indices": [0, 1], "coupling": NaN})"), "parse error at line 1"},
      {with_term(R"({"indices": [0, 1], "coupling": -Infinity})"), "parse error at line 1"}};
  for (const auto& [text, message] : cases)
    EXPECT_NE(error_of(text).find(message), std::string::npos) << text << " -> " << error_of(text);
}

std::string repeated(const std::string& text, int times) {
  std::string result;
  for (int k = 0; k < times; ++k) result += text;
  return result;
}

// At every place where a value can stand: nested without end, long, closed or not.
TEST(HamiltonianJson, ExtremesEndInOneShortLine) {
  const int many = 20'000;
  const std::vector<std::string> values{repeated("[", many) + repeated("]", many),
                                        repeated("[", many),
                                        repeated("{\"a\":", many) + "1" + repeated("}", many),
                                        "[" + repeated("1,", many) + "1]",
                                        "\"" + repeated("a", many) + "\"",
                                        "\"" + repeated("\\n", many) + "\"",
                                        repeated("9", many),
                                        "1e" + repeated("9", many),
                                        repeated("a", many),
                                        repeated("\xff", many)};
  for (const std::string& value : values)
    for (const auto& [head, tail] : std::vector<std::pair<std::string, std::string>>{
             {"", ""},
             {R"({"num_majoranas": )", R"(, "terms": []})"},
             {R"({"num_majoranas": 7, "terms": )", "}"},
             {R"({"num_majoranas": 7, "terms": [)", "]}"},
             {R"({"num_majoranas": 7, "terms": [{"indices": )", R"(, "coupling": 1}]})"},
             {R"({"num_majoranas": 7, "terms": [{"indices": [0, )", R"(], "coupling": 1}]})"},
             {R"({"num_majoranas": 7, "terms": [{"indices": [0, 1], "coupling": )", "}]}"},
             {"{\"" + repeated("k", many) + "\": ", "}"},
             {R"({"num_majoranas": 7, "terms": [], "extra": )", "}"}}) {
      const std::string error = error_of(head + value + tail);
      EXPECT_NE(error, "") << head << value.substr(0, 10);
      EXPECT_LE(error.size(), 500u) << error;
      EXPECT_EQ(one_line(error), error);
    }
}

TEST(HamiltonianJson, LongFilesAreRead) {
  const Hamiltonian h = dense_syk(24, 6, 1.0, {1, 1});
  EXPECT_EQ(h.terms().size(), 134'596u);
  EXPECT_EQ(hamiltonian_from_json("\xef\xbb\xbf" + to_json(h)), h);
}

TEST(HamiltonianJson, MutatedTextsAreReadOrRefused) {
  const std::string text = to_json(learned());
  int refused = 0;
  for (unsigned seed = 0; seed < 4000; ++seed) {
    try {
      hamiltonian_from_json(testing_support::mutate(text, seed));
    } catch (const std::invalid_argument& error) {
      ++refused;
      EXPECT_EQ(std::string(error.what()).find('\n'), std::string::npos);
    }
  }
  EXPECT_GT(refused, 2000);
}

}  // namespace
}  // namespace traversable
