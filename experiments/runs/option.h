// What may be asked of a run, as a table: each option's key, help, place in a configuration, and how it is written back.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "experiments/runs/key_option.h"
#include "experiments/runs/number_list.h"
#include "experiments/runs/settings.h"
#include "sym/suggestion.h"

namespace traversable {

/// How a value is read, and written as TOML ("" where there is none to write).
template <class T>
struct Kind {
  std::function<T(const std::string& text)> parse;
  std::function<std::string(const T& value)> write;
  ValueForm form = form::text;
};

Kind<double> number(Bound allowed = bound::any);
/// Zero is not written.
Kind<double> number_if_set(Bound allowed);
Kind<std::optional<double>> number_or_none(Bound allowed = bound::any);
Kind<std::vector<double>> numbers(Bound allowed = bound::any);
/// One of them is written without brackets.
Kind<std::vector<double>> one_or_more_numbers(Bound allowed = bound::any);
Kind<std::array<double, 2>> two_numbers();
Kind<std::string> text();

/// Whole numbers of `least` to `most`.
template <class T>
Kind<T> integer(long long least, long long most);
/// Different ones.
Kind<std::vector<std::uint64_t>> integers(long long least, long long most);

/// True or false; written only where it is true, or always.
enum class FlagText { where_true, always };
Kind<bool> flag(FlagText text = FlagText::where_true);

/// One of some words: `by_name` throws std::invalid_argument with the others.
template <class T, class ByName, class Name>
Kind<T> choice(ValueForm form, ByName by_name, Name name) {
  return {[=](const std::string& text) { return suggesting(text, form.words, by_name); },
          [=](const T& value) { return "'" + std::string(name(value)) + "'"; }, form};
}

/// ... whose name is name_of(value).
template <class T, class ByName>
Kind<T> choice(ValueForm form, ByName by_name) {
  return choice<T>(std::move(form), by_name, [](const T& value) { return name_of(value); });
}

/// One or more options that are read and written together.
template <class Config>
struct Option {
  std::vector<KeyOption> keys;
  std::function<void(Settings&, Config&)> take;
  std::function<std::string(const Config&)> write;  // TOML lines
};

/// Beside the kind of an option.
template <class Config>
struct Details {
  /// What is expected, of an option that must be given.
  std::string required = {};
  /// False where the option decides nothing and is not written,
  std::function<bool(const Config&)> decides = {};
  /// and why it is refused there: "only with method trotter". Where this is empty it is taken all the same.
  std::string only = {};
  /// Of one that was not given and whose default depends on options before it.
  std::function<void(Config&)> otherwise = {};
  /// After a given one: what follows from it, and refusals, which are told with its origin.
  std::function<void(Config&)> then = {};
};

/// Places in a configuration: a member, or a member of a member.
template <class Config, class T>
auto in(T Config::*member) {
  return [=](auto& config) -> auto& { return config.*member; };
}
template <class Config, class Part, class T>
auto in(Part Config::*part, T Part::*member) {
  return [=](auto& config) -> auto& { return config.*part.*member; };
}

/// `place(config)` is where the value lives.
template <class Config, class T, class Place>
Option<Config> option(KeyOption key, Place place, Kind<T> kind, Details<Config> details = {}) {
  if (key.value.text().empty()) key.value = kind.form;
  if (!details.required.empty()) key.otherwise = "required";
  if (Config defaults; key.otherwise.empty())
    key.otherwise = key.value.is_flag ? "false" : default_text(kind.write(place(defaults)));
  const std::string name = key.key, idle = key.value.is_flag ? "false" : "";
  return {{std::move(key)},
          [=](Settings& settings, Config& config) {
            if (!details.required.empty() && !settings.contains(name))
              throw missing(name, details.required);
            const bool decides = !details.decides || details.decides(config);
            const auto given = settings.take(name, [&](const std::string& text) {
              if (!decides && !details.only.empty() && text != idle)
                throw std::invalid_argument(details.only);
              place(config) = kind.parse(text);
              if (details.then) details.then(config);
              return true;
            });
            if (!given && decides && details.otherwise) details.otherwise(config);
          },
          [=](const Config& config) {
            if (details.decides && !details.decides(config)) return std::string();
            const std::string text = kind.write(place(config));
            return text.empty() ? text : name + " = " + text + "\n";
          }};
}

/// The table of one run.
template <class Config>
class Options {
 public:
  /// `check` sees the whole configuration and fills in what follows from several options.
  Options(
      std::vector<Option<Config>> options, std::function<void(Config&)> check = [](Config&) {})
      : options_(std::move(options)), check_(std::move(check)) {}

  std::vector<KeyOption> keys() const {
    std::vector<KeyOption> all;
    for (const auto& option : options_)
      all.insert(all.end(), option.keys.begin(), option.keys.end());
    return all;
  }

  /// Takes its keys out of `settings`; what is not given is as in `config`. Throws std::invalid_argument
  /// with the origin of what is missing, malformed, contradicting or out of range.
  Config take(Settings& settings, Config config = {}) const {
    settings.naming_origins([&] {
      for (const auto& option : options_) option.take(settings, config);
      check_(config);
    });
    return config;
  }

  /// The configuration as TOML text that reads back to the same one.
  std::string to_toml(const Config& config) const {
    std::string toml;
    for (const auto& option : options_) toml += option.write(config);
    return toml;
  }

 private:
  std::vector<Option<Config>> options_;
  std::function<void(Config&)> check_;
};

/// A part of a configuration, which has a table of its own.
template <class Config, class Place, class Part>
Option<Config> part(Place place, const Options<Part>& options) {
  return {options.keys(),
          [=](Settings& settings, Config& config) {
            place(config) = options.take(settings, std::move(place(config)));
          },
          [=](const Config& config) { return options.to_toml(place(config)); }};
}

}  // namespace traversable
