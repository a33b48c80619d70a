// Catalogue holds the methods and the vocabulary that new meetings are made with.
//
// They are data: JSON of pb::Method and pb::Vocabulary, built into the binary, and laid over by the files of a
// directory where an administrator gives one. The vocabulary stands in several files, which are joined.
// Invariants: a Catalogue that exists is sound: every id that one part names, another part defines; every word for
//   people has its nl; the rules of a phase can be held to. What is not sound is refused as a whole, with its place.
// Threads: immutable after loading; may be read from all.
// Limits: a file is at most kDataFileBytesMax.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <boost/assert/source_location.hpp>
#include <boost/system/result.hpp>

#include "meeting/v1/method.pb.h"
#include "server/base/proto.h"

namespace flipover {

constexpr std::size_t kDataFileBytesMax = 4 * 1024 * 1024;

// What is wrong with a data file, for the administrator who wrote it.
struct CatalogueError {
  std::string where;  // methods/casus_plus.json: phases[2].regions[1].kinds[0]
  std::string what;   // no kind 'hypotese' in the vocabulary
};

[[noreturn]] void throw_exception_from_error(const CatalogueError& error, const boost::source_location& where);

class Catalogue {
 public:
  using Loaded = boost::system::result<Catalogue, CatalogueError>;
  using Files = std::map<std::string, std::string>;  // path -> content

  static Loaded load_embedded();

  // The built-in files, with those of `directory`/methods and `directory`/vocabulary laid over: one of the same name
  // takes its place, others are added.
  static Loaded load_dir(const std::filesystem::path& directory);

  // From these files alone.
  static Loaded load(const Files& files);

  const pb::Method* method(std::string_view id) const;                 // null: there is no such method
  const std::vector<pb::Method>& methods() const { return methods_; }  // by id
  const pb::Vocabulary& vocabulary() const { return vocabulary_; }

 private:
  Catalogue() = default;

  std::vector<pb::Method> methods_;
  pb::Vocabulary vocabulary_;
};

}  // namespace flipover
