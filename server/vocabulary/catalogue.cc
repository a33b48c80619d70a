#include "server/vocabulary/catalogue.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <optional>
#include <stdexcept>
#include <system_error>
#include <utility>

#include <google/protobuf/util/json_util.h>

#include "server/vocabulary/checks.h"
#include "server/vocabulary/embedded_files.h"

namespace flipover {
namespace {

constexpr std::string_view kMethodFolder = "methods/";
constexpr std::string_view kVocabularyFolder = "vocabulary/";
constexpr std::string_view kFreeMethod = "vrij";  // what a meeting is held by when nothing else is said

Catalogue::Files built_in() {
  Catalogue::Files files;
  for (const EmbeddedFile& file : embedded_files()) files.emplace(file.path, file.content);
  return files;
}

// Strict: a field that the message does not have is an error, which names the field.
std::optional<CatalogueError> parse(const std::string& path, const std::string& content,
                                    google::protobuf::Message& into) {
  const auto status = google::protobuf::util::JsonStringToMessage(content, &into);
  if (status.ok()) return std::nullopt;
  return CatalogueError{path, std::string(status.message())};
}

std::optional<CatalogueError> read_folder(const std::filesystem::path& directory, std::string_view folder,
                                          Catalogue::Files& files) {
  std::error_code error;
  const std::filesystem::path path = directory / folder;
  if (!std::filesystem::exists(path, error)) return std::nullopt;
  for (const auto& entry : std::filesystem::directory_iterator(path, error)) {
    if (entry.path().extension() != ".json") continue;
    const auto size = entry.file_size(error);
    if (error) return CatalogueError{entry.path().string(), "cannot be read: " + error.message()};
    if (size > kDataFileBytesMax) return CatalogueError{entry.path().string(), "is larger than 4 MiB"};
    std::ifstream in(entry.path(), std::ios::binary);
    std::string content{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    if (!in) return CatalogueError{entry.path().string(), "cannot be read"};
    files.insert_or_assign(std::string(folder) + entry.path().filename().string(), std::move(content));
  }
  if (error) return CatalogueError{path.string(), "cannot be read: " + error.message()};
  return std::nullopt;
}

}  // namespace

void throw_exception_from_error(const CatalogueError& error, const boost::source_location&) {
  throw std::runtime_error(error.where + ": " + error.what);
}

Catalogue::Loaded Catalogue::load_embedded() { return load(built_in()); }

Catalogue::Loaded Catalogue::load_dir(const std::filesystem::path& directory) {
  std::error_code error;
  if (!std::filesystem::is_directory(directory, error)) return CatalogueError{directory.string(), "is no directory"};
  Files files = built_in();
  for (const std::string_view folder : {kMethodFolder, kVocabularyFolder}) {
    if (auto wrong = read_folder(directory, folder, files)) return *wrong;
  }
  return load(files);
}

Catalogue::Loaded Catalogue::load(const Files& files) {
  Catalogue catalogue;
  VocabularyChecks vocabulary_checks;
  for (const auto& [path, content] : files) {
    if (!path.starts_with(kVocabularyFolder)) continue;
    pb::Vocabulary part;
    if (auto wrong = parse(path, content, part)) return *wrong;
    if (auto wrong = vocabulary_checks.add(path, part)) return *wrong;
    catalogue.vocabulary_.MergeFrom(part);
  }
  if (auto wrong = vocabulary_checks.finish(catalogue.vocabulary_)) return *wrong;

  std::map<std::string, std::string> file_of;
  for (const auto& [path, content] : files) {
    if (!path.starts_with(kMethodFolder)) continue;
    pb::Method method;
    if (auto wrong = parse(path, content, method)) return *wrong;
    if (auto wrong = check_method(path, method, catalogue.vocabulary_)) return *wrong;
    if (!file_of.emplace(method.id(), path).second) {
      return CatalogueError{path + ": id", "method '" + method.id() + "' is also in " + file_of[method.id()]};
    }
    catalogue.methods_.push_back(std::move(method));
  }
  std::sort(catalogue.methods_.begin(), catalogue.methods_.end(),
            [](const pb::Method& a, const pb::Method& b) { return a.id() < b.id(); });
  for (const pb::Method& method : catalogue.methods_) {
    if (!method.version_of().empty() && catalogue.method(method.version_of()) == nullptr) {
      return CatalogueError{file_of[method.id()] + ": versionOf", "no method '" + method.version_of() + "'"};
    }
  }
  if (catalogue.method(kFreeMethod) == nullptr) return CatalogueError{"methods", "there is no method 'vrij'"};
  return catalogue;
}

const pb::Method* Catalogue::method(std::string_view id) const {
  const auto found =
      std::find_if(methods_.begin(), methods_.end(), [&](const pb::Method& method) { return method.id() == id; });
  return found == methods_.end() ? nullptr : &*found;
}

}  // namespace flipover
