// What a file's bytes say, whichever program wrote them: a byte order mark is no part of it, UTF-16 is read as what it is,
// and what is no text, or a text of another kind, is refused with its line, its sign and a way out.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "server/meeting/import/import_plan.h"

namespace flipover {

// As UTF-8 without a byte order mark.
Translated<std::string> text_of_file(std::string_view bytes);

// The line in which a byte stands, from 1. \n, \r\n and \r each end one.
std::size_t line_at(std::string_view text, std::size_t at);

// What may be done with a file that is not read here. Stands behind the words that say what is wrong with it.
struct WayOut {
  std::string nl;
  std::string en;
};
const WayOut& way_out();

// What people take for a transcript that can be read here: subtitles as video calls write them, a word processor's file.
std::optional<ImportError> known_stranger(std::string_view bytes);

}  // namespace flipover
