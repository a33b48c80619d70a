// Canaries: marks that each text of the workload carries, each once, by which the oracle knows whose words reached
// whom.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace flipover::sim {

using Canary = std::uint32_t;

// ~0000002a~
std::string canary_text(Canary canary);

// All that stand whole in some bytes.
std::vector<Canary> canaries_in(std::string_view bytes);

// Gives them out, and knows who wrote which.
class CanaryBook {
 public:
  std::string fresh(const std::string& author) {
    authors_.push_back(author);
    return canary_text(static_cast<Canary>(authors_.size() - 1));
  }
  const std::string& author(Canary canary) const { return canary < authors_.size() ? authors_[canary] : nobody_; }
  std::size_t size() const { return authors_.size(); }

 private:
  std::vector<std::string> authors_;
  std::string nobody_ = "nobody";
};

}  // namespace flipover::sim
