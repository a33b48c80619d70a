// Result<T>: a value, or why the world failed (socket reset, disk full). Handled where one can act.
#pragma once

#include <boost/system/result.hpp>

namespace flipover {

template <class T>
using Result = boost::system::result<T>;

}  // namespace flipover
