#include "tests/vectors/vector_file.h"

#include <boost/json/parse.hpp>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace flipover {

boost::json::value read_vectors(const std::string& file) {
  const std::string path = file.find('/') == std::string::npos ? FLIPOVER_VECTORS_DIR "/" + file : file;
  std::ifstream in(path, std::ios::binary);
  std::ostringstream content;
  content << in.rdbuf();
  if (!in) throw std::runtime_error(path + ": cannot be read");
  boost::system::error_code error;
  auto value = boost::json::parse(content.str(), error);
  if (error) throw std::runtime_error(path + ": " + error.message());
  return value;
}

}  // namespace flipover
