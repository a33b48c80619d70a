// The one place where Boost.Asio's sources are compiled.
#include <boost/asio/impl/src.hpp>
