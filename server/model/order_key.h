// Order keys: text that sorts as the items of a region stand, with room between any two.
//
// A key is digits of a base-62 fraction that does not end in '0'. At both ends of a region it steps by a gap of any size
// from a start of its own, in eight digits, so long lists keep short keys; between two neighbours it falls anywhere. So
// neither a key nor the room between two tells how many items lie there that one may not see (G5).
#pragma once

#include <string>
#include <string_view>

namespace flipover {

// A key k with after < k < before; empty stands for the beginning, and for the end. `salt` (letters and digits) is what
// chance there is in it: two items put in the same place hardly ever get equal keys, and who does not know the salt cannot
// reckon back. Requires: after < before, when both are given.
std::string order_key_between(std::string_view after, std::string_view before, std::string_view salt);

}  // namespace flipover
