// The data files that are built into the binary. The table is generated from the JSON files by embed.cmake.
#pragma once

#include <span>
#include <string_view>

namespace flipover {

struct EmbeddedFile {
  std::string_view path;  // methods/casus_plus.json
  std::string_view content;
};

std::span<const EmbeddedFile> embedded_files();

}  // namespace flipover
