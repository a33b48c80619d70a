// A directory that a disk mounted for reading holds, in the eyes of one thread and of those it starts.
#pragma once

#include <filesystem>
#include <functional>
#include <thread>

#include <sched.h>
#include <sys/mount.h>

namespace flipover {

// Does `work` there. False: this machine lets nobody mount.
inline bool mounted_for_reading(const std::filesystem::path& directory, const std::function<void()>& work) {
  bool mounted = false;
  std::thread([&] {
    const char* place = directory.c_str();
    mounted = ::unshare(CLONE_NEWNS) == 0 && ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
              ::mount(place, place, nullptr, MS_BIND, nullptr) == 0 &&
              ::mount(nullptr, place, nullptr, MS_REMOUNT | MS_BIND | MS_RDONLY, nullptr) == 0;
    if (mounted) work();
  }).join();
  return mounted;
}

}  // namespace flipover
