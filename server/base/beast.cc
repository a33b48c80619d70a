// The one place where Boost.Beast's sources are compiled.
#include <boost/beast/src.hpp>
