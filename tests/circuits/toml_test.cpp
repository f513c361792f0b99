#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "circuits/toml_document.h"
#include "circuits/toml_string.h"
#include "sym/quoted.h"

namespace traversable {
namespace {

std::string repeated(const std::string& text, int times) {
  std::string result;
  for (int k = 0; k < times; ++k) result += text;
  return result;
}

std::string toml_error(const std::string& toml) {
  try {
    parse_toml(toml, "run.toml");
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "";
}

TEST(Toml, PlainTextsAreLiterals) {
  EXPECT_EQ(toml_string("learned"), "'learned'");
  EXPECT_EQ(toml_string("C:\\path \"x\""), "'C:\\path \"x\"'");
  EXPECT_EQ(toml_string("it's"), "\"it's\"");
  EXPECT_EQ(toml_string("\n\x7f\\'"), "\"\\n\\u007F\\\\'\"");
}

TEST(Toml, BytesThatAreNoUtf8BecomeTheReplacementCharacter) {
  EXPECT_EQ(toml_string("a\xff.json"), "\"a\uFFFD.json\"");
}

TEST(Toml, DeepTextsAreRefusedBeforeTheParser) {
  for (const int many : {65, 300, 80'000})
    for (const std::string& text :
         {repeated("a.", many) + "a = 1", "[" + repeated("a.", many) + "a]",
          "[[" + repeated("a.", many) + "a]]", "x = {" + repeated("a.", many) + "a = 1}",
          repeated("\"a\" . ", many) + "a = 1", repeated("'a'.", many) + "a = 1",
          "x = " + repeated("[", many) + repeated("]", many), "x = " + repeated("[", many),
          "x = " + repeated("{a = ", many) + "1" + repeated("}", many),
          "x = [\n# ]\n']', \"\\\"]\", '''\n]''''', \"\"\"]\\\"\"\"\"\", " + repeated("[", many)})
      EXPECT_NE(toml_error(text).find("nested more than 64 deep"), std::string::npos)
          << text.substr(0, 40) << toml_error(text).substr(0, 200);
}

TEST(Toml, DepthIsNotCountedInStringsAndComments) {
  const std::string deep = repeated("[{a.", 1000);
  for (const std::string& text :
       {"x = '" + deep + "'", "x = \"" + deep + "\\\"" + deep + "\"", "x = '''" + deep + "'''''",
        "x = \"\"\"" + deep + "\n\\\"\"\"" + deep + "\\\"\"\"\"", "# " + deep, "x = 1 # " + deep,
        "'" + deep + "' = 1"})
    EXPECT_EQ(toml_error(text), "") << text.substr(0, 30);
}

TEST(Toml, LongTextsAreReadAndMessagesAreShort) {
  EXPECT_EQ(toml_error("x = [" + repeated("0.5, [1.5], {a.b = 2.5},\n", 20'000) + "]"), "");
  const std::vector<std::string> texts{
      std::string(repeated("a", 100'000)),
      "x = " + repeated("a", 100'000),
      repeated("a", 100'000) + " = 1\n" + repeated("a", 100'000) + " = 2",
      "x = \"\\" + repeated("q", 100'000),
      std::string("x = '\x01'"),
      std::string("x = '\xff'")};
  for (const std::string& text : texts) {
    EXPECT_NE(toml_error(text), "");
    EXPECT_LE(toml_error(text).size(), 500u);
    EXPECT_EQ(one_line(toml_error(text)), toml_error(text));
  }
}

TEST(Toml, AByteOrderMarkIsSkipped) { EXPECT_EQ(toml_error("\xef\xbb\xbfx = 1"), ""); }

}  // namespace
}  // namespace traversable
