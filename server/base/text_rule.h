// What may stand in a text, one rule for all that enters: operations, names, files (clients/web/src/model/text_rule.ts has
// the same; tests/vectors/model/text_rule.json holds both to it).
//
// No U+FEFF, which decoders drop without a word, so that two sides would count differently; no control of the first 32 but
// the line's end \n and the tab, and no DEL; no noncharacter, which XML and with it a Word file cannot hold.
// A name is one line: no control at all, no line or paragraph separator, and nothing that turns the direction of what
// stands beside it (the property Bidi_Control), by which one name could pass for another.
// What a log holds from before the rule stays as it is: only what is put in is looked at.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace flipover {

enum class TextUse { kText, kName };

// The first sign that may not stand there. Requires: well-formed UTF-8.
std::optional<char32_t> unfit_sign(std::string_view utf8, TextUse use);

// U+FEFF
std::string name_of_sign(char32_t sign);

// What enters from elsewhere, as it may stand here: every kind of line's end (\r\n, \r, the vertical tab of a soft return,
// form feed, NEL, the separators of lines and paragraphs) is \n, in a name a space; what else may not stand there is gone.
// Requires: well-formed UTF-8.
std::string cleaned(std::string_view utf8, TextUse use);

}  // namespace flipover
