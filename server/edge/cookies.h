// The cookie by which a browser is known: an opaque id, out of reach of scripts, sent to nobody but this server, and never
// with a request that another site began (S25).
#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace flipover {

// `secure`: people reach the server by https. Then the name's prefix makes browsers refuse one that a neighbour site, or
// somebody on the way, tries to plant.
std::string_view cookie_name(bool secure);

// The id in a Cookie header; empty: none, or more than one, of which one was planted.
std::string cookie_of(std::string_view header, bool secure);

// A Set-Cookie header that lets the browser keep the id for so long; an empty id takes the cookie away.
std::string set_cookie(const std::string& id, bool secure, std::chrono::seconds keep);

}  // namespace flipover
