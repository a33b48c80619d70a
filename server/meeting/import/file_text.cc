#include "server/meeting/import/file_text.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "server/model/utf16.h"

namespace flipover {
namespace {

constexpr std::string_view kUtf8Mark = "\xef\xbb\xbf";
constexpr std::string_view kLittleMark = "\xff\xfe";
constexpr std::string_view kBigMark = "\xfe\xff";
// Without a mark: our files begin with a brace or a bracket.
constexpr std::string_view kLittleBegins[] = {{"{\0", 2}, {"[\0", 2}};
constexpr std::string_view kBigBegins[] = {{"\0{", 2}, {"\0[", 2}};

ImportError no_text(const std::string& where, const std::string& nl, const std::string& en) {
  return ImportError{where, nl + "; bewaar het bestand als UTF-8 en probeer het opnieuw",
                     en + "; save the file as UTF-8 and try again"};
}

Translated<std::string> from_utf16(std::string_view bytes, bool little) {
  std::u16string units;
  units.reserve(bytes.size() / 2);
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
    const auto first = static_cast<std::uint8_t>(bytes[i]);
    const auto second = static_cast<std::uint8_t>(bytes[i + 1]);
    units.push_back(static_cast<char16_t>(little ? second * 256 + first : first * 256 + second));
  }
  if (bytes.size() % 2 != 0 || !is_well_formed(units)) {
    return no_text("file", "is UTF-16 waarvan een teken is afgebroken", "is UTF-16 in which a sign is cut off");
  }
  return {boost::system::in_place_value, utf8_from_utf16(units)};
}

// The first byte that is part of no sign of UTF-8; its size when there is none.
std::size_t first_stray(std::string_view bytes) {
  std::size_t at = 0;
  while (at < bytes.size()) {
    const auto lead = static_cast<std::uint8_t>(bytes[at]);
    const std::size_t length = lead < 0xc0 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (!utf16_length(bytes.substr(at, length))) break;
    at += length;
  }
  return std::min(at, bytes.size());
}

std::string hex_of(char byte) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  const auto value = static_cast<std::uint8_t>(byte);
  return {'0', 'x', kDigits[value >> 4U], kDigits[value & 0xfU]};
}

bool is_subtitles(std::string_view text) {
  if (text.starts_with("WEBVTT")) return true;
  const std::size_t first = text.find_first_not_of("0123456789");
  if (first == 0 || first == std::string_view::npos || (text[first] != '\n' && text[first] != '\r')) return false;
  return text.substr(0, text.find("\n", first + 2)).find("-->") != std::string_view::npos;
}

}  // namespace

Translated<std::string> text_of_file(std::string_view bytes) {
  if (bytes.starts_with(kUtf8Mark)) bytes.remove_prefix(kUtf8Mark.size());
  if (bytes.starts_with(kLittleMark)) return from_utf16(bytes.substr(kLittleMark.size()), true);
  if (bytes.starts_with(kBigMark)) return from_utf16(bytes.substr(kBigMark.size()), false);
  for (const std::string_view begin : kLittleBegins) {
    if (bytes.starts_with(begin)) return from_utf16(bytes, true);
  }
  for (const std::string_view begin : kBigBegins) {
    if (bytes.starts_with(begin)) return from_utf16(bytes, false);
  }
  const std::size_t stray = first_stray(bytes);
  if (stray == bytes.size()) return {boost::system::in_place_value, std::string(bytes)};
  return no_text("line " + std::to_string(line_at(bytes, stray)), "heeft een byte die geen UTF-8 is: " + hex_of(bytes[stray]),
                 "has a byte that is no UTF-8: " + hex_of(bytes[stray]));
}

std::size_t line_at(std::string_view text, std::size_t at) {
  std::size_t line = 1;
  for (std::size_t i = 0; i < at && i < text.size(); ++i) {
    const bool pair = text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n';
    if (text[i] == '\n' || (text[i] == '\r' && !pair)) ++line;
  }
  return line;
}

const WayOut& way_out() {
  static const std::string lines =
      R"({"format":"meeting/1","name":"..."}, {"t_ms":0,"participant":"Anna","text":"..."})";
  static const WayOut way{"; zet het om naar een transcript van een regel JSON per uiting: " + lines,
                          "; turn it into a transcript of a line of JSON for each utterance: " + lines};
  return way;
}

std::optional<ImportError> known_stranger(std::string_view bytes) {
  const auto is = [](const std::string& nl, const std::string& en) {
    return ImportError{"format", "is " + nl + way_out().nl, "is " + en + way_out().en};
  };
  if (is_subtitles(bytes)) return is("ondertiteling (WebVTT of SRT)", "subtitles (WebVTT or SRT)");
  if (bytes.starts_with("PK\x03\x04")) return is("een Word- of zipbestand", "a Word or zip file");
  if (bytes.starts_with("\xd0\xcf\x11\xe0")) return is("een oud Office-bestand", "an old Office file");
  if (bytes.starts_with("%PDF")) return is("een PDF", "a PDF");
  if (bytes.starts_with("{\\rtf")) return is("een tekst van een tekstverwerker (RTF)", "a text of a word processor (RTF)");
  return std::nullopt;
}

}  // namespace flipover
