// A fuzz target without libFuzzer: the corpus, then inputs made of it by a fixed seed. Every compiler builds it, so every
// build of the tests runs it; scripts/fuzz.sh goes on where this ends.
//
//     qasm_mutations CORPUS COUNT          all of the corpus, then inputs 0 .. COUNT - 1
//     qasm_mutations CORPUS COUNT NUMBER   input NUMBER alone, and prints it
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size);
// Only there under sanitizers.
extern "C" __attribute__((weak)) void __sanitizer_set_death_callback(void (*callback)());

namespace {

constexpr unsigned seconds_an_input = 20;
constexpr std::size_t longest_input = 20'000;
long current = -1;  // of the input that is being read; the corpus counts downwards

void say_which() { std::fprintf(stderr, "input %ld failed\n", current); }

void on_signal(int number) {
  say_which();
  std::signal(number, SIG_DFL);
  std::raise(number);
}

void read(const std::string& input) {
  ::alarm(seconds_an_input);
  LLVMFuzzerTestOneInput(reinterpret_cast<const unsigned char*>(input.data()), input.size());
  ::alarm(0);
}

std::vector<std::string> read_corpus(const char* folder) {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  std::vector<std::string> corpus;
  for (const auto& path : paths) {
    std::ifstream file(path, std::ios::binary);
    corpus.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  return corpus;
}

/// Input `number`: one of the corpus after one to six changes, each drawn from `number` alone.
std::string mutated(const std::vector<std::string>& corpus, long number) {
  static const std::vector<std::string> words{
      "-1",  "0",   "1e308", "1e-320",  "nan", "inf", "2147483648",   "18446744073709551616",
      "[[[", "}}}", "\"",    "\\u0000", "'''", "\n",  "\xef\xbb\xbf", "\xc3\x28",
      "é",   "0x",  ".",     ",,"};
  std::mt19937_64 draw(static_cast<unsigned long>(number));
  const auto below = [&](std::size_t n) { return n ? draw() % n : 0; };
  std::string text = corpus[below(corpus.size())];
  for (std::size_t changes = 1 + below(6); changes > 0; --changes) {
    const std::size_t at = below(text.size() + 1), length = below(1 + text.size() - at);
    switch (below(6)) {
      case 0:  // a bit
        if (at < text.size()) text[at] = static_cast<char>(text[at] ^ (1 << below(8)));
        break;
      case 1:
        text.insert(at, words[below(words.size())]);
        break;
      case 2:
        text.erase(at, length);
        break;
      case 3:
        text.insert(at, text.substr(at, length));
        break;
      case 4:
        text.insert(at, 1, static_cast<char>(below(256)));
        break;
      default: {  // a piece of another input
        const std::string& other = corpus[below(corpus.size())];
        const std::size_t from = below(other.size() + 1);
        text.replace(at, std::min<std::size_t>(length, 40), other.substr(from, below(80)));
      }
    }
  }
  text.resize(std::min(text.size(), longest_input));
  return text;
}

long whole_number(const char* text) {
  long value = -1;
  const std::string word = text;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (error != std::errc() || end != word.data() + word.size() || value < 0) {
    std::fprintf(stderr, "%s: expected a whole number from 0\n", text);
    std::exit(2);
  }
  return value;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3 && argc != 4) {
    std::fprintf(stderr, "expected CORPUS COUNT [NUMBER]\n");
    return 2;
  }
  for (const int number : {SIGABRT, SIGSEGV, SIGALRM, SIGFPE}) std::signal(number, on_signal);
  if (&__sanitizer_set_death_callback != nullptr) __sanitizer_set_death_callback(say_which);
  const std::vector<std::string> corpus = read_corpus(argv[1]);
  if (corpus.empty()) {
    std::fprintf(stderr, "%s: no inputs\n", argv[1]);
    return 2;
  }
  const long count = whole_number(argv[2]);
  if (argc == 4) {
    current = whole_number(argv[3]);
    const std::string input = mutated(corpus, current);
    std::fwrite(input.data(), 1, input.size(), stdout);
    std::fflush(stdout);
    read(input);
    return 0;
  }
  for (const std::string& input : corpus) read(input), --current;
  for (current = 0; current < count; ++current) read(mutated(corpus, current));
  std::printf("%zu inputs of the corpus, %ld made of them\n", corpus.size(), count);
}
