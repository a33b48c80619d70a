// Disk faults: what a disk does to a server at work, and what people and operator must read of it meanwhile. What is
// expected of each was written before it was tried: storage/README.md, "What hangs on what".
#pragma once

#include <string>
#include <vector>

#include "tests/kill/gathering.h"
#include "tests/kill/loop_disk.h"

namespace flipover {

enum class DiskFault {
  kFull,      // not a block is left, under a running server or before it starts
  kReadOnly,  // the file system goes bad and takes nothing more; then a server starts on a disk mounted for reading
  kEio,       // a sync fails, once or for as long as it lasts; or reading fails, too
  kSlowSync,  // each sync takes half a second
  kHungSync,  // a sync does not come back
};

// What the server of these rounds needs beyond its usual options.
std::vector<std::string> arguments_for(DiskFault fault);
bool needs_loop_disk(DiskFault fault);
bool needs_strace(DiskFault fault);

// One round: people write, the fault comes and is lived through, it goes, and everything goes on. `round`, from 1, tells which
// form of the fault has its turn. `disk` holds the data of a fault that needs it. Throws std::runtime_error when what must
// hold does not.
void play(DiskFault fault, Gathering& gathering, LoopDisk* disk, int round);

}  // namespace flipover
