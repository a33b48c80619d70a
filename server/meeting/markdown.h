// Text of people, made safe to stand in a Markdown document: it shows as it was written and is nothing but text.
//
// What comes out holds no HTML, opens no heading, list, table cell, code, link or formula, whatever went in. Other
// control characters than the line's end are left out.
#pragma once

#include <string>
#include <string_view>

namespace flipover {

// On one line: for headings and cells of a table. A line's end becomes a space.
std::string markdown_line(std::string_view text);

// Over as many lines as it has, the ones after the first behind `indent`: for list items and quotations.
std::string markdown_lines(std::string_view text, std::string_view indent);

}  // namespace flipover
