// Settings of a run: key = value pairs, each with where it came from.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

#include "circuits/toml_string.h"

namespace traversable {

/// A value as text and its origin for messages: "--beta", "run.toml, line 3, beta" or Python's "beta".
struct Setting {
  std::string text;
  std::string origin;
  bool is_argument =
      false;  // of a function: "beta = -1: expected ..." in place of "--beta: -1: ..."

  /// What is wrong with it.
  std::invalid_argument refusal(const std::string& why) const;
};

/// "--key: why": of a key that was not given, or of several together.
class Refusal : public std::invalid_argument {
 public:
  Refusal(std::string key, std::string why);

  const std::string& key() const { return key_; }
  const std::string& why() const { return why_; }

 private:
  std::string key_, why_;
};

/// "--key: missing, expected ...".
Refusal missing(const std::string& key, const std::string& expected);

/// "true" or "false". Throws std::invalid_argument.
bool parse_flag(const std::string& text);

/// The settings of a run by key. Reading a value takes it out, so that what is left was not
/// understood.
class Settings {
 public:
  void set(const std::string& key, Setting setting) { values_[key] = std::move(setting); }
  bool contains(const std::string& key) const { return values_.contains(key); }
  /// Of a key that is there, without taking it.
  const std::string& text(const std::string& key) const { return values_.at(key).text; }

  /// The text of `key` handed to `parse`, whose std::invalid_argument gets the origin in front.
  template <class Parse>
  auto take(const std::string& key, const Parse& parse)
      -> std::optional<decltype(parse(std::string()))> {
    const auto found = values_.find(key);
    if (found == values_.end()) return std::nullopt;
    const Setting setting = found->second;
    values_.erase(found);
    taken_[key] = setting;
    if (setting.text.empty()) throw setting.refusal("the value is empty");
    try {
      return parse(setting.text);
    } catch (const std::invalid_argument& error) {
      throw setting.refusal(without_name(key, error.what()));
    }
  }

  /// What `work` does. A std::invalid_argument of something that was taken gets its origin in front: a Refusal, or a text
  /// that begins with a key, as "q = 3: expected ...".
  template <class Work>
  void naming_origins(const Work& work) const {
    try {
      work();
    } catch (const std::invalid_argument& error) {
      rethrow_named(error);
    }
  }

  std::optional<std::string> take_text(const std::string& key) {
    return take(key, [](const std::string& text) { return text; });
  }

  /// True where `key` is "true", false where it is "false" or not there.
  bool take_flag(const std::string& key);

  /// As take, for a value that must be there: throws std::invalid_argument "--key: missing,
  /// expected ...".
  template <class Parse>
  auto require(const std::string& key, const std::string& expected, const Parse& parse) {
    auto value = take(key, parse);
    if (!value) throw missing(key, expected);
    return std::move(*value);
  }

  /// Throws std::invalid_argument "<origin>: <why>" where one of the keys is there: it would be
  /// ignored.
  void refuse(std::initializer_list<const char*> keys, const std::string& why);

  /// Throws std::invalid_argument "<origin>: <why>" where anything is left.
  void refuse_rest(const std::string& why) const;

  /// "--first-instance" of "first_instance".
  static std::string flag_of(const std::string& key);

 private:
  /// The error that is being handled.
  [[noreturn]] void rethrow_named(const std::invalid_argument& error) const;
  /// "3: expected ..." of "q = 3: expected ..." and "q: 3: expected ...", where the key is q.
  static std::string without_name(const std::string& key, const std::string& text);

  std::map<std::string, Setting> values_, taken_;
};

/// Adds the keys of a TOML text to `settings`; keys that are there already (flags) stay. Numbers,
/// booleans, strings and lists of these become text. Throws std::invalid_argument with file, line
/// and key for a syntax error, a key not in `known` or a value of another type.
void add_toml(std::string_view toml, const std::string& file, std::span<const std::string> known,
              Settings& settings);

/// The keys that the configuration of each command may have.
using CommandKeys = std::map<std::string, std::vector<std::string>>;

/// ... of a file for `command`, which may have a section a command:
///
///   model = 'learned'     # for every command that knows the key
///   beta = 4
///   [noise]               # for `noise`, before what stands above
///   scales = [0, 1, 2]
///
/// Sections of other commands are read too, so that what is wrong in them is told. A file without sections holds keys of
/// `command` alone.
void add_toml(std::string_view toml, const std::string& file, const std::string& command,
              const CommandKeys& keys, Settings& settings);

}  // namespace traversable
