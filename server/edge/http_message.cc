#include "server/edge/http_message.h"

#include "meeting/v1/api.pb.h"
#include "server/meeting/frame.h"

namespace flipover {
namespace {

constexpr std::string_view kPathCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.";

int hex_value(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
  if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
  return -1;
}

std::optional<std::string> decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char character = text[i];
    if (character == '%') {
      if (i + 2 >= text.size()) return std::nullopt;
      const int high = hex_value(text[i + 1]);
      const int low = hex_value(text[i + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      character = static_cast<char>(high * 16 + low);
      i += 2;
    }
    if (static_cast<unsigned char>(character) < 0x20 || character == 0x7F) return std::nullopt;
    out.push_back(character);
  }
  return out;
}

bool parse_query(std::string_view text, std::map<std::string, std::string>& query) {
  while (!text.empty()) {
    const std::string_view one = text.substr(0, text.find('&'));
    const std::size_t equals = one.find('=');
    const auto name = decoded(one.substr(0, equals));
    const auto value = decoded(equals == std::string_view::npos ? std::string_view() : one.substr(equals + 1));
    if (!name || !value || !query.emplace(*name, *value).second) return false;
    text.remove_prefix(std::min(text.size(), one.size() + 1));
  }
  return true;
}

struct ErrorWords {
  unsigned status;
  std::string_view code;
  std::string_view nl;
  std::string_view en;
};

ErrorWords words_of(ApiError error) {
  switch (error) {
    case ApiError::kBadRequest:
      return {400, "bad_request", "Dit verzoek is niet te lezen.", "This request cannot be read."};
    case ApiError::kInvalid:
      return {400, "invalid", "Een waarde in dit verzoek kan niet.", "A value in this request cannot be."};
    case ApiError::kNoSecret:
      return {401, "unknown_token", "Deze toegang is onbekend, verlopen of ingetrokken. Vraag een nieuwe uitnodiging.",
              "This access is unknown, expired or revoked. Ask for a new invitation."};
    case ApiError::kAdministratorOnly:
      return {403, "administrator_only", "Alleen de beheerder mag dit.", "Only the administrator may do this."};
    case ApiError::kNotTheAdministrator:
      return {403, "not_the_administrator", "De beheerder leest geen inhoud van overleggen. Gebruik een uitnodiging.",
              "The administrator does not read what is said in meetings. Use an invitation."};
    case ApiError::kChairOnly:
      return {403, "chair_only", "Alleen de beheerder of wie het overleg voorzit mag dit.",
              "Only the administrator or whoever chairs the meeting may do this."};
    case ApiError::kPersonOnly:
      return {403, "person_only", "Dit kan met de persoonlijke link van wie overleggen voorbereidt.",
              "This needs the personal link of somebody who prepares meetings."};
    case ApiError::kOnlyTheChair:
      return {403, "only_the_chair", "Alleen wie het overleg nu voorzit mag dit.",
              "Only whoever chairs the meeting now may do this."};
    case ApiError::kMakerOnly:
      return {403, "maker_only",
              "Alleen wie het overleg maakte en er nog aan meedoet mag dit, of de beheerder als de voorzitter weg is.",
              "Only who made the meeting and still takes part may do this, or the administrator when the chair is gone."};
    case ApiError::kLiveOnly:
      return {403, "live_only", "Een zaalscherm toont alleen wat nu op het bord staat.",
              "A room screen shows only what is on the board now."};
    case ApiError::kRoleWithoutRights:
      return {400, "role_without_rights", "Deze rol heeft in een overleg niets te zien of te doen. Kies een andere rol.",
              "This role has nothing to see or do in a meeting. Choose another role."};
    case ApiError::kAboveYourSight:
      return {403, "above_your_sight",
              "Die ziet meer dan jij. Vraag wie dat ook ziet om die uit te nodigen, of de beheerder.",
              "That one sees more than you do. Ask somebody who sees it too to invite them, or the administrator."};
    case ApiError::kForeignOrigin:
      return {403, "foreign_origin", "Vanaf deze webpagina mag geen verbinding worden gemaakt.",
              "No connection may be made from this web page."};
    case ApiError::kNotFound: return {404, "not_found", "Dit is er niet.", "There is no such thing."};
    case ApiError::kLinkUnknown:
      return {404, "link_unknown", "Deze link is onbekend, verlopen of ingetrokken. Vraag een nieuwe.",
              "This link is unknown, expired or withdrawn. Ask for a new one."};
    case ApiError::kCodeUnknown:
      return {404, "code_unknown", "Deze code is onbekend of verlopen. Kijk welke code nu op het scherm staat.",
              "This code is unknown or expired. Look which code the screen shows now."};
    case ApiError::kNoSuchMoment:
      return {404, "no_such_moment", "Dat moment heeft dit overleg niet.", "This meeting has no such moment."};
    case ApiError::kMethod:
      return {405, "method_not_allowed", "Dit kan hier niet op deze manier.", "This cannot be done here in this way."};
    case ApiError::kSomeoneElse:
      return {409, "someone_else", "In deze browser ben je al iemand anders. Zeg eerst of dat mag veranderen.",
              "In this browser you are somebody else already. Say first whether that may change."};
    case ApiError::kAlreadyHere:
      return {409, "already_here", "Deze deelnemer is hier al met een ander apparaat.",
              "This participant is here already, on another device."};
    case ApiError::kMeetingOver:
      return {409, "meeting_over", "Dit overleg is afgesloten.", "This meeting has ended."};
    case ApiError::kScreenIsSomebody:
      return {409, "screen_is_somebody",
              "In de browser van dat scherm is al iemand in dit overleg. Gebruik een andere browser.",
              "In that screen's browser somebody is in this meeting already. Use another browser."};
    case ApiError::kTooManyTries:
      return {429, "too_many_tries", "Dit is te vaak geprobeerd. Wacht een minuut en probeer het dan weer.",
              "This was tried too often. Wait a minute and try again."};
    case ApiError::kTooManyWait:
      return {429, "too_many_waiting", "Er wachten er te veel. Probeer het straks weer, of vraag de voorzitter.",
              "Too many are waiting. Try again later, or ask whoever chairs."};
    case ApiError::kLooksAlready:
      return {429, "looks_already", "Wat je hiervoor vroeg wordt nog opgezocht. Wacht even en vraag het dan weer.",
              "What you asked before is still being looked up. Wait a moment and ask again."};
    case ApiError::kTooManyFromHere:
      return {429, "too_many_from_here", "Vanaf jouw netwerk zijn er te veel verbindingen. Sluit er een paar, of wacht even.",
              "There are too many connections from your network. Close some, or wait a moment."};
    case ApiError::kTooLarge:
      return {413, "too_large", "Dit is te groot om te ontvangen.", "This is too large to take."};
    case ApiError::kHeaderTooLarge:
      return {431, "header_too_large", "De kop van dit verzoek is te groot.", "The header of this request is too large."};
    case ApiError::kWrongHost:
      return {421, "wrong_host", "Deze server heet anders. Zie --origin.", "This server has another name. See --origin."};
    case ApiError::kNotAnUpgrade:
      return {426, "websocket_only", "Dit adres is voor een WebSocket.", "This address is for a WebSocket."};
    case ApiError::kNoSubprotocol:
      return {400, "no_subprotocol", "Vraag om subprotocol flipover.v1 of flipover.v1.json.",
              "Ask for the subprotocol flipover.v1 or flipover.v1.json."};
    case ApiError::kUnsupportedVersion:
      return {426, "websocket_version", "Gebruik versie 13 van WebSocket.", "Use version 13 of WebSocket."};
    case ApiError::kBusy:
      return {503, "busy", "Er zijn te veel verbindingen. Kom later terug.",
              "There are too many connections. Come back later."};
    case ApiError::kUnavailable:
      return {503, "unavailable", "Dit is even niet beschikbaar. Probeer het zo weer.",
              "This is not available for a moment. Try again soon."};
    case ApiError::kDamaged:
      return {500, "meeting_damaged", "Dit overleg kan nu niet worden geopend. Waarschuw de beheerder.",
              "This meeting cannot be opened now. Tell the operator."};
    case ApiError::kNoRoom:
      return {507, "no_room", "Er is geen ruimte op de server; wat je typt blijft bij jou. Waarschuw de beheerder.",
              "There is no room on the server; what you type stays with you. Tell the operator."};
    case ApiError::kFailed: break;
  }
  return {500, "failed", "Er ging iets mis.", "Something went wrong."};
}

}  // namespace

std::optional<Target> parse_target(std::string_view target) {
  Target parsed;
  const std::size_t question = target.find('?');
  std::string_view path = target.substr(0, question);
  if (path.empty() || path.front() != '/') return std::nullopt;
  path.remove_prefix(1);
  while (!path.empty() || !parsed.path.empty()) {
    const std::string_view segment = path.substr(0, path.find('/'));
    if (segment.empty() || segment.front() == '.') return std::nullopt;
    if (segment.find_first_not_of(kPathCharacters) != std::string_view::npos) return std::nullopt;
    parsed.path.emplace_back(segment);
    if (segment.size() == path.size()) break;
    path.remove_prefix(segment.size() + 1);
  }
  if (question != std::string_view::npos && !parse_query(target.substr(question + 1), parsed.query)) return std::nullopt;
  return parsed;
}

std::string_view bearer_of(std::string_view authorization) {
  constexpr std::string_view kScheme = "Bearer ";
  if (authorization.substr(0, kScheme.size()) != kScheme) return {};
  return authorization.substr(kScheme.size());
}

bool accepts_gzip(std::string_view accepted) {
  while (!accepted.empty()) {
    const std::string_view one = accepted.substr(0, accepted.find(','));
    accepted.remove_prefix(std::min(accepted.size(), one.size() + 1));
    std::string said;  // in lower case and without spaces: gzip;q=0.5
    for (const char character : one) {
      if (character == ' ' || character == '\t') continue;
      said.push_back(character >= 'A' && character <= 'Z' ? static_cast<char>(character - 'A' + 'a') : character);
    }
    const std::size_t semicolon = said.find(';');
    if (said.substr(0, semicolon) != "gzip") continue;
    // A weight of nothing but zeros is a no.
    const std::string weight = semicolon == std::string::npos ? "q=1" : said.substr(semicolon + 1);
    return weight.find_first_of("123456789") != std::string::npos;
  }
  return false;
}

HttpAnswer error_answer(ApiError error, std::string_view detail) {
  const ErrorWords words = words_of(error);
  pb::ErrorView view;
  view.set_code(std::string(words.code));
  const std::string more = detail.empty() ? std::string() : " (" + std::string(detail) + ")";
  view.mutable_words()->set_nl(std::string(words.nl) + more);
  view.mutable_words()->set_en(std::string(words.en) + more);
  HttpAnswer answer = message_answer(view, words.status);
  if (error == ApiError::kNoSecret) answer.headers.emplace_back("WWW-Authenticate", "Bearer");
  if (error == ApiError::kTooManyTries) answer.headers.emplace_back("Retry-After", "60");
  if (error == ApiError::kLooksAlready) answer.headers.emplace_back("Retry-After", "5");
  if (error == ApiError::kUnsupportedVersion) answer.headers.emplace_back("Sec-WebSocket-Version", "13");
  return answer;
}

HttpAnswer message_answer(const google::protobuf::Message& message, unsigned status) {
  HttpAnswer answer;
  answer.status = status;
  answer.body = to_json(message);
  return answer;
}

HttpAnswer done_answer() {
  HttpAnswer answer;
  answer.body = "{}";
  return answer;
}

}  // namespace flipover
