// Runs what is at work until something has come about.
#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <stdexcept>
#include <string>

namespace flipover {

template <class Done>
void run_until(boost::asio::io_context& context, const std::string& what, Done done) {
  constexpr std::chrono::seconds kPatience{60};
  constexpr std::chrono::milliseconds kGlance{5};
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  while (!done()) {
    if (std::chrono::steady_clock::now() > deadline) throw std::runtime_error("waited in vain for " + what);
    context.restart();
    context.run_one_for(kGlance);
  }
}

}  // namespace flipover
