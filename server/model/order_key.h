// Order keys: text that sorts as the items of a region stand, with room between any two.
//
// A key is four base-62 digits, then a fraction of any length that does not end in '0'. Behind the last and before the
// first the digits step by one, so long lists keep short keys; between two neighbours the fraction grows.
#pragma once

#include <string>
#include <string_view>

namespace flipover {

// A key k with after < k < before; empty stands for the beginning, and for the end. `salt` (letters and digits) sets the
// last digits, so that two items put in the same place hardly ever get equal keys, and a gap between two keys tells
// nothing of items in between that one may not see. Requires: after < before, when both are given.
std::string order_key_between(std::string_view after, std::string_view before, std::string_view salt);

}  // namespace flipover
