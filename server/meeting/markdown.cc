#include "server/meeting/markdown.h"

#include <algorithm>

namespace flipover {
namespace {

// Has a meaning anywhere in a line.
constexpr std::string_view kMarks = "\\`*_[]{}|~$!";
// Has a meaning where a line begins, or after a number there.
constexpr std::string_view kOpeners = "#+-=:";

bool is_digit(char c) { return c >= '0' && c <= '9'; }

void append_escaped(std::string& out, std::string_view line) {
  const std::size_t begin = std::min(line.find_first_not_of(" \t"), line.size());
  std::size_t digits = begin;
  while (digits < line.size() && is_digit(line[digits])) ++digits;
  for (std::size_t i = begin; i < line.size(); ++i) {
    const char c = line[i];
    const bool opens = (i == begin && kOpeners.find(c) != std::string_view::npos) ||
                       (i == digits && digits > begin && (c == '.' || c == ')'));
    if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else if (c == '&') {
      out += "&amp;";
    } else if (opens || kMarks.find(c) != std::string_view::npos) {
      out += '\\';
      out += c;
    } else if (c == '\t') {
      out += ' ';
    } else if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f) {
      out += c;
    }
  }
}

std::string escaped(std::string_view text, std::string_view between) {
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  for (;;) {
    const std::size_t end = text.find('\n');
    append_escaped(out, text.substr(0, end));
    if (end == std::string_view::npos) return out;
    out += between;
    text.remove_prefix(end + 1);
  }
}

}  // namespace

std::string markdown_line(std::string_view text) { return escaped(text, " "); }

std::string markdown_lines(std::string_view text, std::string_view indent) {
  // The backslash keeps the line's end where its writer put it.
  return escaped(text, "\\\n" + std::string(indent));
}

}  // namespace flipover
