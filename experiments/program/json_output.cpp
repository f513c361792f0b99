#include "experiments/program/json_output.h"

#include <fmt/format.h>

#include "circuits/toml_document.h"

namespace traversable {
namespace {

Json json_of_node(const toml::node& node) {
  if (const auto* table = node.as_table()) {
    Json json = Json::object();
    for (const auto& [key, value] : *table) json[std::string(key.str())] = json_of_node(value);
    return json;
  }
  if (const auto* list = node.as_array()) {
    Json json = Json::array();
    for (const toml::node& item : *list) json.push_back(json_of_node(item));
    return json;
  }
  if (const auto* value = node.as_string()) return value->get();
  if (const auto* value = node.as_integer()) return value->get();
  if (const auto* value = node.as_floating_point()) return value->get();
  if (const auto* value = node.as_boolean()) return value->get();
  return nullptr;
}

}  // namespace

KeyOption json_option(const std::string& of) {
  return {"json", "", of + " as one JSON object", form::flag, "false", "Output"};
}

Json json_of_toml(const std::string& toml) {
  return json_of_node(parse_toml(toml, "configuration"));
}

Json json_of(const Facts& facts) {
  Json json = Json::object();
  for (const Fact& fact : facts)
    for (const auto& [name, value] : fact.values)
      std::visit([&, key = name](const auto& v) { json[key] = v; }, value);
  return json;
}

std::string text_of(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

void print_json(const Json& json) { fmt::print("{}", text_of(json)); }

}  // namespace traversable
