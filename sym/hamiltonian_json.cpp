#include "sym/hamiltonian_json.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>
#include <stdexcept>

#include "sym/quoted.h"
#include "sym/suggestion.h"
#include "sym/utf8.h"

namespace traversable {
namespace {

using nlohmann::json;

constexpr std::size_t deepest_json = 8;
constexpr int most_containers = 4'000'000;  // an object and a list a term

/// Looks through a text before it is parsed: the parser takes the last of two values of one key and
/// nests without bound. (A callback of the parser would do, but takes quadratic time.)
class ParseWatch : public nlohmann::json_sax<json> {
 public:
  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t) override { return true; }
  bool number_float(number_float_t, const string_t&) override { return true; }
  bool string(string_t&) override { return true; }
  bool binary(binary_t&) override { return true; }

  bool start_object(std::size_t) override {
    open();
    if (depth_ == 3) ++term_;
    return true;
  }
  bool start_array(std::size_t) override {
    open();
    return true;
  }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }

  bool key(string_t& name) override {
    if (!keys_[depth_ - 1].insert(name).second)
      throw std::invalid_argument(fmt::format("{}key {} is given twice",
                                              depth_ == 3 ? fmt::format("terms[{}]: ", term_) : "",
                                              in_quotes(name)));
    return true;
  }

  /// The parser says it better.
  bool parse_error(std::size_t, const std::string&, const json::exception&) override {
    return false;
  }

 private:
  void open() {
    if (depth_ >= deepest_json)
      throw std::invalid_argument(
          fmt::format("lists and objects nested more than {} deep", deepest_json));
    if (++containers_ > most_containers)
      throw std::invalid_argument(fmt::format("more than {} lists and objects", most_containers));
    keys_[depth_++].clear();
  }
  bool close() {
    --depth_;
    return true;
  }

  std::array<std::set<std::string>, deepest_json> keys_;  // of the open object of every depth
  std::size_t depth_ = 0;
  int containers_ = 0, term_ = -1;
};

json parse(std::string_view text) {
  if (text.size() > longest_json)
    throw std::invalid_argument(
        fmt::format("{} bytes, expected at most {}", text.size(), longest_json));
  const std::string_view document = without_byte_order_mark(text);
  ParseWatch watch;
  json::sax_parse(document, &watch);
  try {
    return json::parse(document);
  } catch (const json::exception& error) {  // syntax, or a number beyond a double
    // "[json.exception.parse_error.101] parse error at line 1, column 2: ..." without its tag.
    const std::string_view what = error.what();
    const auto tag_end = what.find("] ");
    throw std::invalid_argument(excerpt(
        tag_end == std::string_view::npos ? what : what.substr(tag_end + 2), 3 * longest_excerpt));
  }
}

/// A value of the wrong kind, as a message shows it.
std::string shown(const json& value) { return excerpt(value.dump(-1, ' ', true)); }

void check_keys(const json& object, const std::string& key,
                std::initializer_list<std::string_view> expected) {
  if (!object.is_object())
    throw std::invalid_argument(fmt::format("{}: expected an object with keys {}",
                                            key.empty() ? "document" : key,
                                            fmt::join(expected, ", ")));
  const std::string prefix = key.empty() ? "" : key + ".";
  for (const auto& name : expected)
    if (!object.contains(name))
      throw std::invalid_argument(fmt::format("{}{}: missing", prefix, name));
  for (const auto& [name, value] : object.items())
    if (std::find(expected.begin(), expected.end(), name) == expected.end())
      throw std::invalid_argument(fmt::format(
          "{}{}: unknown key, expected {}{}", prefix, excerpt(name), fmt::join(expected, ", "),
          did_you_mean(name, {expected.begin(), expected.end()})));
}

int integer(const json& value, const std::string& key) {
  if (!value.is_number_integer())
    throw std::invalid_argument(fmt::format("{} = {}: expected an integer", key, shown(value)));
  const bool fits = value.is_number_unsigned()
                        ? value.get<std::uint64_t>() <= std::numeric_limits<int>::max()
                        : value.get<std::int64_t>() >= std::numeric_limits<int>::min();
  if (!fits) throw std::invalid_argument(fmt::format("{} = {}: out of range", key, shown(value)));
  return value.get<int>();
}

Term term_from_json(const json& value, const std::string& key, int num_majoranas) {
  check_keys(value, key, {"indices", "coupling"});
  if (!value["indices"].is_array())
    throw std::invalid_argument(fmt::format("{}.indices: expected a list of integers", key));
  if (!value["coupling"].is_number())
    throw std::invalid_argument(
        fmt::format("{}.coupling = {}: expected a number", key, shown(value["coupling"])));
  std::vector<int> indices;
  for (const auto& index : value["indices"])
    indices.push_back(integer(index, fmt::format("{}.indices[{}]", key, indices.size())));
  try {
    return make_term(value["coupling"].get<double>(), indices, num_majoranas);
  } catch (const std::invalid_argument& error) {
    throw std::invalid_argument(fmt::format("{}: {}", key, error.what()));
  }
}

}  // namespace

std::string to_json(const Hamiltonian& hamiltonian) {
  json terms = json::array();
  for (const Term& term : hamiltonian.terms())
    terms.push_back({{"indices", term.indices()}, {"coupling", term.coupling}});
  // One term a line: the layout that a person edits.
  std::string text =
      fmt::format("{{\n  \"num_majoranas\": {},\n  \"terms\": [\n", hamiltonian.num_majoranas());
  for (std::size_t i = 0; i < terms.size(); ++i)
    text += fmt::format("    {}{}\n", terms[i].dump(), i + 1 < terms.size() ? "," : "");
  return text + "  ]\n}\n";
}

Hamiltonian hamiltonian_from_json(std::string_view text) {
  const json document = parse(text);
  check_keys(document, "", {"num_majoranas", "terms"});
  const int num_majoranas = integer(document["num_majoranas"], "num_majoranas");
  if (!document["terms"].is_array()) throw std::invalid_argument("terms: expected a list of terms");
  std::vector<Term> terms;
  for (const auto& term : document["terms"])
    terms.push_back(term_from_json(term, fmt::format("terms[{}]", terms.size()), num_majoranas));
  return {num_majoranas, std::move(terms)};
}

}  // namespace traversable
