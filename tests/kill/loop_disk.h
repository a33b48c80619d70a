// LoopDisk: an ext4 disk in a file, which can be filled up, go bad under whoever writes to it, and be mounted as one likes.
#pragma once

#include <filesystem>
#include <string>

namespace flipover {

// Errors: std::runtime_error.
class LoopDisk {
 public:
  // Empty; or why this machine cannot do it.
  static std::string why_not();

  // Beside `place` lies the file that holds the disk; it stays.
  explicit LoopDisk(std::filesystem::path place);
  ~LoopDisk();
  LoopDisk(const LoopDisk&) = delete;
  LoopDisk& operator=(const LoopDisk&) = delete;

  const std::filesystem::path& place() const { return place_; }

  void fill();  // to the last block, while who writes there stands still
  void make_room();
  // As a file system does that has found an error in itself: nothing more is written, until it was mounted anew.
  void go_bad();
  void mount_anew(bool read_only);  // nobody has a file of it open
  void let_write();                 // after mount_anew(true)

 private:
  void mount(bool read_only);
  std::filesystem::path ballast() const { return place_ / "ballast"; }

  const std::filesystem::path place_;
  const std::filesystem::path image_;
  bool mounted_ = false;
};

}  // namespace flipover
