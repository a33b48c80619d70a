#include "tests/replay_trace/trace.h"

#include <zlib.h>

#include <array>
#include <boost/json.hpp>
#include <memory>
#include <optional>

#include "server/base/sha256.h"
#include "server/model/utf16.h"

namespace flipover {
namespace {

namespace json = boost::json;

constexpr char16_t kReturn = u'\xe00d';  // private use: stands for \r
constexpr char16_t kNul = u'\xe000';     // stands for NUL

// The lines of a file, unpacked if it is gzip.
class Lines {
 public:
  explicit Lines(const std::string& path) : path_(path), file_(gzopen(path.c_str(), "rb"), &gzclose) {
    expect(file_ != nullptr, path + ": cannot be opened");
  }

  std::optional<std::string_view> next() {
    line_.clear();
    for (;;) {
      if (at_ == filled_ && !fill()) {
        if (line_.empty()) return std::nullopt;
        return line_;
      }
      const std::string_view rest(buffer_.data() + at_, filled_ - at_);
      const std::size_t end = rest.find('\n');
      line_ += rest.substr(0, end);
      at_ = end == std::string_view::npos ? filled_ : at_ + end + 1;
      if (end != std::string_view::npos && !line_.empty()) return line_;
    }
  }

 private:
  bool fill() {
    const int count = gzread(file_.get(), buffer_.data(), static_cast<unsigned>(buffer_.size()));
    expect(count >= 0, path_ + ": is damaged");
    at_ = 0;
    filled_ = static_cast<std::size_t>(count);
    return count > 0;
  }

  std::string path_;
  std::unique_ptr<gzFile_s, int (*)(gzFile)> file_;
  std::array<char, 1U << 16U> buffer_{};
  std::size_t at_ = 0;
  std::size_t filled_ = 0;
  std::string line_;
};

class Reader {
 public:
  explicit Reader(const std::string& path) : path_(path), lines_(path) {}

  Trace read() {
    read_header(parse(lines_.next()));
    while (const auto line = lines_.next()) {
      ++number_;
      try {
        read_step(parse(line).as_object());
      } catch (const std::exception& error) {
        throw TraceBroken(path_ + ": line " + std::to_string(number_ + 1) + ": " + error.what());
      }
    }
    expect(trace_.steps.size() == steps_, path_ + ": its header promises another number of steps");
    return std::move(trace_);
  }

 private:
  json::value parse(std::optional<std::string_view> line) const {
    expect(line.has_value(), path_ + ": is empty");
    boost::system::error_code error;
    auto value = json::parse(*line, error);
    expect(!error && value.is_object(), path_ + ": is not a trace: not a JSON object on each line");
    return value;
  }

  void read_header(const json::value& value) {
    try {
      const json::object& header = value.as_object();
      const std::string format(header.at("format").as_string());
      if (format == "seq/1") trace_.format = Trace::Format::kSequential;
      else if (format == "conc/1") trace_.format = Trace::Format::kConcurrent;
      else if (format == "intent/1") trace_.format = Trace::Format::kIntent;
      else throw TraceBroken("its format \"" + format + "\" is none of seq/1, conc/1, intent/1");
      expect(header.at("units").as_string() == "utf16", "its units are not utf16");
      trace_.name = std::string(header.at("name").as_string()) + " " + format;
      steps_ = header.at("steps").to_number<std::size_t>();
      if (const auto* agents = header.if_contains("agents")) trace_.agents = agents->to_number<std::size_t>();
      trace_.end_units = header.at("end").at("len").to_number<std::size_t>();
      trace_.end_sha256 = std::string(header.at("end").at("sha256").as_string());
    } catch (const std::exception& error) {
      throw TraceBroken(path_ + ": line 1: " + error.what());
    }
  }

  void read_step(const json::object& line) {
    TraceStep step;
    if (const auto* agent = line.if_contains("a")) step.agent = agent->to_number<std::size_t>();
    expect(step.agent < trace_.agents, "an agent the header does not count");
    if (const auto* base = line.if_contains("base")) step.base = base->to_number<std::size_t>();
    if (const auto* own = line.if_contains("own")) step.own = own->to_number<std::size_t>();
    if (const auto* patches = line.if_contains("patches")) {
      for (const json::value& patch : patches->as_array()) {
        step.patches.push_back({patch.at(0).to_number<std::size_t>(), patch.at(1).to_number<std::size_t>(),
                                text(patch.at(2))});
      }
    }
    if (const auto* typed = line.if_contains("i")) {
      for (const json::value& one : typed->as_array()) {
        step.typed.emplace_back(one.at(0).to_number<Rank>(), text(one.at(1)));
      }
    }
    if (const auto* removed = line.if_contains("d")) {
      for (const json::value& rank : removed->as_array()) step.removed.push_back(rank.to_number<Rank>());
    }
    trace_.steps.push_back(std::move(step));
  }

  std::u16string text(const json::value& value) {
    auto units = utf16_from_utf8(std::string_view(value.as_string()));
    expect(units.has_value(), "text that is not UTF-8");
    for (char16_t& unit : *units) {
      if (unit != u'\r' && unit != u'\0') continue;
      unit = unit == u'\r' ? kReturn : kNul;
      trace_.substituted = true;
    }
    trace_.units_inserted += units->size();
    return *std::move(units);
  }

  std::string path_;
  Lines lines_;
  Trace trace_;
  std::size_t steps_ = 0;
  std::size_t number_ = 0;
};

}  // namespace

Trace read_trace(const std::string& path) { return Reader(path).read(); }

std::string original(std::u16string text) {
  for (char16_t& unit : text) {
    if (unit == kReturn) unit = u'\r';
    if (unit == kNul) unit = u'\0';
  }
  return utf8_from_utf16(text);
}

bool is_published_end(const Trace& trace, const std::u16string& text) {
  return text.size() == trace.end_units && to_hex(sha256(original(text))) == trace.end_sha256;
}

}  // namespace flipover
