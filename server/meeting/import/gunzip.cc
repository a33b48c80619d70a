#include "server/meeting/import/gunzip.h"

#include <array>
#include <limits>
#include <memory>
#include <utility>

#define ZLIB_CONST  // zlib only reads what it is given
#include <zlib.h>

namespace flipover {
namespace {

constexpr int kGzipWindow = 15 + 16;  // zlib's largest window; + 16: with gzip's header and checksum

struct EndInflate {
  void operator()(z_stream* stream) const { inflateEnd(stream); }
};

}  // namespace

bool is_gzip(std::string_view bytes) { return bytes.starts_with("\x1f\x8b"); }

Translated<std::string> gunzip(std::string_view bytes, std::size_t bytes_max) {
  const ImportError damaged{"gzip", "het bestand is beschadigd of afgebroken", "the file is damaged or cut off"};
  z_stream stream{};
  if (bytes.size() > std::numeric_limits<uInt>::max() || inflateInit2(&stream, kGzipWindow) != Z_OK) return damaged;
  const std::unique_ptr<z_stream, EndInflate> ends(&stream);
  stream.next_in = reinterpret_cast<const Bytef*>(bytes.data());
  stream.avail_in = static_cast<uInt>(bytes.size());
  std::string out;
  std::array<char, 64 * 1024> piece{};
  for (int result = Z_OK; result != Z_STREAM_END;) {
    stream.next_out = reinterpret_cast<Bytef*>(piece.data());
    stream.avail_out = static_cast<uInt>(piece.size());
    result = inflate(&stream, Z_NO_FLUSH);
    // Z_BUF_ERROR, too: the input ended before the stream did.
    if (result != Z_OK && result != Z_STREAM_END) return damaged;
    const std::size_t size = piece.size() - stream.avail_out;
    if (out.size() + size > bytes_max) {
      return ImportError{"gzip", "het uitgepakte bestand is te groot", "the unpacked file is too large"};
    }
    out.append(piece.data(), size);
  }
  if (stream.avail_in != 0) return damaged;
  return {boost::system::in_place_value, std::move(out)};
}

}  // namespace flipover
