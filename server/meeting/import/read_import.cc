#include "server/meeting/import/read_import.h"

#include <algorithm>
#include <string>
#include <utility>

#include "server/meeting/import/demo_file.h"
#include "server/meeting/import/demo_translation.h"
#include "server/meeting/import/export_file.h"
#include "server/meeting/import/file_text.h"
#include "server/meeting/import/gunzip.h"
#include "server/meeting/import/json_reader.h"
#include "server/meeting/import/transcript.h"

namespace flipover {
namespace {

std::string format_of(const boost::json::value& value) {
  const auto* object = value.if_object();
  const auto* format = object == nullptr ? nullptr : object->if_contains("format");
  return format == nullptr || !format->is_string() ? std::string() : std::string(format->get_string());
}

enum class Lines { kNone, kTranscript, kWithoutHeader };

// JSON Lines: the first line is a whole object and names its format. A file that is one object is no transcript,
// however it is laid out, unless it says so.
Lines lines_in(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
  const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
  const auto value = parse_json(text.substr(0, end), "line 1");
  if (!value || !value->is_object()) return Lines::kNone;
  if (format_of(*value) == "meeting/1") return Lines::kTranscript;
  const bool more = format_of(*value).empty() && text.find_first_not_of(" \t\r\n", end) != std::string_view::npos;
  return more ? Lines::kWithoutHeader : Lines::kNone;
}

bool is_transcript(const boost::json::value& value) {
  const auto* list = value.if_array();
  return list != nullptr && !list->empty() && format_of(list->front()) == "meeting/1";
}

Translated<ImportFile> translate(std::string_view bytes, const Catalogue& catalogue, const ImportLimits& limits) {
  if (auto stranger = known_stranger(bytes)) return *stranger;
  const auto text = text_of_file(bytes);
  if (!text) return text.error();
  if (auto stranger = known_stranger(*text)) return *stranger;
  const Lines lines = lines_in(*text);
  if (lines == Lines::kTranscript) {
    auto plan = translate_transcript(*text, catalogue, limits);
    if (!plan) return plan.error();
    return ImportFile(std::move(*plan));
  }
  if (lines == Lines::kWithoutHeader) {
    return ImportError{"line 1", "is niet de kop van een transcript" + way_out().nl,
                       "is not the header of a transcript" + way_out().en};
  }
  auto value = parse_json(*text, "file");
  if (!value) return value.error();
  if (is_transcript(*value)) {
    auto plan = translate_transcript(*text, std::move(value->get_array()), catalogue, limits);
    if (!plan) return plan.error();
    return ImportFile(std::move(*plan));
  }
  const std::string format = format_of(*value);
  if (format == "casusoverleg-demo/1") {
    const std::uint64_t texts_cleaned = clean_texts(*value);
    const auto file = parse_demo_file(*value, limits);
    if (!file) return file.error();
    auto plan = DemoTranslation(*file, *text, catalogue, limits).run();
    if (!plan) return plan.error();
    count_cleaned(*plan, texts_cleaned);
    return ImportFile(std::move(*plan));
  }
  if (format == "flipover-export/1") {
    auto exported = parse_export(*text, limits);
    if (!exported) return exported.error();
    return ImportFile(std::move(*exported));
  }
  return ImportError{"format", "is onbekend: verwacht casusoverleg-demo/1, meeting/1 of flipover-export/1" + way_out().nl,
                     "is unknown: expected casusoverleg-demo/1, meeting/1 or flipover-export/1" + way_out().en};
}

}  // namespace

Translated<ImportFile> read_import(std::string_view bytes, const Catalogue& catalogue, const ImportLimits& limits) {
  if (bytes.size() > limits.bytes_max) {
    return ImportError{"file", "het bestand is te groot", "the file is too large"};
  }
  if (!is_gzip(bytes)) return translate(bytes, catalogue, limits);
  const auto unpacked = gunzip(bytes, limits.bytes_max);
  if (!unpacked) return unpacked.error();
  return translate(*unpacked, catalogue, limits);
}

}  // namespace flipover
