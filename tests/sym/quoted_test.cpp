#include "sym/quoted.h"

#include <gtest/gtest.h>

#include <string>

#include "sym/utf8.h"

namespace traversable {
namespace {

/// Every character is valid and no control character; how many there are.
std::size_t count_shown(const std::string& text) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size(); ++count) {
    const Utf8Character character = utf8_character(text, at);
    EXPECT_TRUE(character.valid && !is_control(character.code)) << text;
    at += character.size;
  }
  return count;
}

TEST(Quoted, ShowsPlainTextAsItIs) {
  EXPECT_EQ(in_quotes("dense_syk"), "'dense_syk'");
  EXPECT_EQ(excerpt("ψ1ψ2, 100 €, 𝄞"), "ψ1ψ2, 100 €, 𝄞");
  EXPECT_EQ(one_line("out.h5: already exists"), "out.h5: already exists");
}

TEST(Quoted, EscapesWhatBreaksALineOrIsNoUtf8) {
  EXPECT_EQ(excerpt("a\nb\r\t\x1b[31m\x7f"), "a\\nb\\r\\t\\x1b[31m\\x7f");
  EXPECT_EQ(excerpt(std::string_view("\0", 1)), "\\x00");
  EXPECT_EQ(excerpt("\xc2\x85 \xe2\x80\xa8 \xe2\x80\xae"), "\\u0085 \\u2028 \\u202e");
  // A lone lead, an overlong slash, a surrogate, a code beyond the last, a cut character.
  EXPECT_EQ(excerpt("\xff"), "\\xff");
  EXPECT_EQ(excerpt("\xc0\xaf"), "\\xc0\\xaf");
  EXPECT_EQ(excerpt("\xed\xa0\x80"), "\\xed\\xa0\\x80");
  EXPECT_EQ(excerpt("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80");
  EXPECT_EQ(excerpt("\xe2\x82"), "\\xe2\\x82");
}

TEST(Quoted, CutsAt80CharactersNeverWithinOne) {
  const std::string letters(80, 'x');
  EXPECT_EQ(excerpt(letters), letters);
  EXPECT_EQ(excerpt(letters + "y"), letters + "...");
  std::string greek;
  for (int k = 0; k < 100; ++k) greek += "ψ";
  EXPECT_EQ(count_shown(excerpt(greek)), 83u);
  EXPECT_LE(count_shown(excerpt(std::string(100'000, '\n'))), 83u);
}

TEST(Quoted, OneLineIsOneLineOfAtMost500CharactersForEveryByte) {
  EXPECT_EQ(one_line("ends with a line\n"), "ends with a line");
  for (int byte = 0; byte < 256; ++byte)
    for (const std::size_t length : {1, 2, 3, 499, 500, 501, 2000}) {
      const std::string text =
          one_line("start" + std::string(length, static_cast<char>(byte)) + "€end");
      EXPECT_LE(count_shown(text), longest_message);
      EXPECT_TRUE(text.starts_with("start") && text.ends_with("end")) << byte;
    }
  for (std::size_t shift = 0; shift < 4; ++shift) {
    std::string text(shift, 'x');
    for (int k = 0; k < 1000; ++k) text += "𝄞";
    EXPECT_LE(count_shown(one_line(text)), longest_message);
  }
}

TEST(Utf8, SkipsAByteOrderMarkOnce) {
  EXPECT_EQ(without_byte_order_mark("\xef\xbb\xbf{}"), "{}");
  EXPECT_EQ(without_byte_order_mark("{}"), "{}");
  EXPECT_EQ(without_byte_order_mark("\xef\xbb"), "\xef\xbb");
}

}  // namespace
}  // namespace traversable
