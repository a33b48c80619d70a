// The cases of this folder: JSON that the C++ and the TypeScript model both read.
#pragma once

#include <boost/json/value.hpp>
#include <string>

namespace flipover {

// `file` stands in tests/vectors, or has a path of its own. Throws std::runtime_error, naming the file, if it cannot be
// read or is not JSON.
boost::json::value read_vectors(const std::string& file);

}  // namespace flipover
