// An option as a flag of the program and a key of its configuration file: its name, what it takes, and what holds where it
// is not given. Help, completion, manual pages and Python's documentation are made from these rows.
#pragma once

#include <string>
#include <vector>

namespace traversable {

/// What a value is where it can be the name of a file.
enum class FileRole { none, read, written };

/// What stands after an option.
struct ValueForm {
  std::string word = "";                // "FLOAT,..."; "" where the words say it
  std::vector<std::string> words = {};  // those that there are
  std::string others = "";              // what is taken beside them: "FILE", "cuda:K"
  FileRole file = FileRole::none;
  bool is_flag = false;  // true where given; also --flag=false

  /// "FLOAT,...", "exact|krylov" or "learned|dense_syk|FILE"; "" of a flag.
  std::string text() const;
};

namespace form {
inline const ValueForm flag{.is_flag = true};
inline const ValueForm text{.word = "TEXT"};
inline const ValueForm integer{.word = "INT"};
inline const ValueForm integers{.word = "INT,..."};
inline const ValueForm number{.word = "FLOAT"};
inline const ValueForm numbers{.word = "FLOAT,..."};
inline const ValueForm two_numbers{.word = "FLOAT,FLOAT"};
inline const ValueForm two_integers{.word = "INT,INT"};
inline const ValueForm file_read{.word = "FILE", .file = FileRole::read};
inline const ValueForm file_written{.word = "FILE", .file = FileRole::written};
ValueForm one_of(std::vector<std::string> words, std::string others = "",
                 FileRole file = FileRole::none);
}  // namespace form

struct KeyOption {
  std::string key;    // "first_instance": the flag is --first-instance
  std::string alias;  // "-N" or ""
  std::string help;
  ValueForm value = {};
  /// What holds where it is not given: a default, a rule, or "required" and when.
  std::string otherwise = "";
  std::string group = "";  // heading of the help
};

std::vector<std::string> keys_of(const std::vector<KeyOption>& options);

/// Under a heading, those that have none yet.
std::vector<KeyOption> in_group(const std::string& group, std::vector<KeyOption> options);

/// Without those of some keys.
std::vector<KeyOption> without(std::vector<KeyOption> options,
                               const std::vector<std::string>& keys);

/// Of a value as TOML: "0,0.5,1" of "[0, 0.5, 1]", "0:8:41" of evenly spaced numbers, "none" of nothing.
std::string default_text(const std::string& toml);

/// What it is and what holds where it is not given: "the probe's two Majoranas, from 0 [default: 0,1]", "... [required]".
std::string described(const KeyOption& option);

}  // namespace traversable
