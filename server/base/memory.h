// Memory that was freed goes back to the system when it has become much: the allocator keeps it otherwise, and a server that
// once held a large meeting would look as if it held it still.
#pragma once

#include <malloc.h>

#include <cstddef>

namespace flipover {

inline void give_memory_back() {
  constexpr std::size_t kKept = 32U << 20U;  // likely to be needed again soon
  if (mallinfo2().fordblks > kKept) malloc_trim(0);
}

}  // namespace flipover
