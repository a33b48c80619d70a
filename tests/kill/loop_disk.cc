#include "tests/kill/loop_disk.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>
#include <stdexcept>

namespace flipover {
namespace {

// Room for the log of some hundred rounds; a file with holes takes no more than is written.
constexpr off_t kDiskBytes = 768LL << 20U;
constexpr off_t kBallastBytes = 1LL << 20U;

void command(const std::string& words) {
  if (std::system(("( " + words + " ) >/dev/null 2>&1").c_str()) != 0) throw std::runtime_error("failed: " + words);
}

// The device that is mounted there, without /dev/.
std::string device_of(const std::filesystem::path& place) {
  std::ifstream mounts("/proc/mounts");
  for (std::string line; std::getline(mounts, line);) {
    std::istringstream words(line);
    std::string device;
    std::string where;
    words >> device >> where;
    if (where == place.string()) return std::filesystem::path(device).filename().string();
  }
  throw std::runtime_error("nothing is mounted at " + place.string());
}

}  // namespace

std::string LoopDisk::why_not() {
  if (::geteuid() != 0) return "only root can mount a disk";
  const auto place = std::filesystem::temp_directory_path() / ("flipover-loop-" + std::to_string(::getpid()));
  std::string why;
  try {
    const LoopDisk disk(place);
    if (!std::filesystem::exists("/sys/fs/ext4/" + device_of(place) + "/trigger_fs_error")) why = "no way to make ext4 go bad";
  } catch (const std::exception& error) {
    why = std::string("no loop device with ext4: ") + error.what();
  }
  std::error_code ignored;
  std::filesystem::remove(place, ignored);
  std::filesystem::remove(place.string() + ".img", ignored);
  return why;
}

LoopDisk::LoopDisk(std::filesystem::path place) : place_(std::move(place)), image_(place_.string() + ".img") {
  std::filesystem::create_directories(place_);
  std::ofstream(image_).put('\0');
  std::filesystem::resize_file(image_, static_cast<std::uintmax_t>(kDiskBytes));
  command("mkfs.ext4 -qF -m 0 '" + image_.string() + "'");  // nothing kept back for root: full is full
  mount(false);
}

LoopDisk::~LoopDisk() {
  if (!mounted_) return;
  if (std::system(("umount '" + place_.string() + "'").c_str()) != 0) std::cerr << "still mounted: " << place_ << "\n";
}

void LoopDisk::mount(bool read_only) {
  command("mount -o loop,errors=remount-ro '" + image_.string() + "' '" + place_.string() + "'");
  mounted_ = true;
  // Not at once: the loop device would then take no writes for good.
  if (read_only) command("mount -o remount,ro '" + place_.string() + "'");
}

void LoopDisk::fill() {
  // What a file has reserved behind its end would let it grow on.
  for (const auto& entry : std::filesystem::recursive_directory_iterator(place_)) {
    if (entry.is_regular_file()) std::filesystem::resize_file(entry.path(), entry.file_size());
  }
  const int file = ::open(ballast().c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (file < 0) throw std::runtime_error("the disk cannot be filled");
  off_t end = 0;
  for (off_t step = kBallastBytes; step >= 512;) {
    if (::posix_fallocate(file, end, step) == 0) {
      end += step;
    } else {
      step /= 2;
    }
  }
  ::close(file);
}

void LoopDisk::make_room() { std::filesystem::remove(ballast()); }

void LoopDisk::go_bad() {
  std::ofstream trigger("/sys/fs/ext4/" + device_of(place_) + "/trigger_fs_error");
  trigger << "a test" << std::flush;
  if (!trigger) throw std::runtime_error("the disk does not go bad");
}

void LoopDisk::mount_anew(bool read_only) {
  command("umount '" + place_.string() + "'");
  mounted_ = false;
  command("e2fsck -fy '" + image_.string() + "'; [ $? -le 1 ]");
  mount(read_only);
}

void LoopDisk::let_write() { command("mount -o remount,rw '" + place_.string() + "'"); }

}  // namespace flipover
