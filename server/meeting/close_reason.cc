#include "server/meeting/close_reason.h"

#include <string>
#include <string_view>

namespace flipover {
namespace {

struct Farewell {
  pb::Goodbye::ComeBack come_back;
  std::string_view nl;
  std::string_view en;
};

Farewell farewell(CloseReason reason) {
  switch (reason) {
    case CloseReason::kBadFrame:
      return {pb::Goodbye::NOT, "Dit bericht is niet te lezen. Werk je programma bij.",
              "This message cannot be read. Update your program."};
    case CloseReason::kTooManyPieces:
      return {pb::Goodbye::NOT, "Dit bericht kwam in te veel stukken, of bleef steken. Stuur het in één keer.",
              "This message came in too many pieces, or got stuck. Send it at once."};
    case CloseReason::kFrameTooLarge:
      return {pb::Goodbye::NOT, "Dit bericht is te groot. Verdeel het over meer berichten.",
              "This message is too large. Spread it over more messages."};
    case CloseReason::kServerStops:
      return {pb::Goodbye::AT_ONCE, "De server start opnieuw. Je komt vanzelf terug.",
              "The server restarts. You will come back by yourself."};
    case CloseReason::kNoHello:
      return {pb::Goodbye::NOT, "De kennismaking bleef uit. Begin met Hello.", "No greeting came. Begin with Hello."};
    case CloseReason::kUnknownToken:
      return {pb::Goodbye::NOT, "Deze uitnodiging is onbekend, verlopen of ingetrokken. Vraag een nieuwe.",
              "This invitation is unknown, expired or revoked. Ask for a new one."};
    case CloseReason::kClientIdTaken:
      return {pb::Goodbye::NOT, "Dit apparaatkenmerk kan niet. Kies een nieuw, willekeurig kenmerk van 16 tot 64 tekens.",
              "This client id cannot be used. Choose a new, random one of 16 to 64 characters."};
    case CloseReason::kRevoked:
      return {pb::Goodbye::NOT, "Je neemt niet meer deel aan dit overleg.", "You no longer take part in this meeting."};
    case CloseReason::kTooManyUnanswered:
      return {pb::Goodbye::AT_ONCE, "Er wachtten te veel handelingen op antwoord. Wacht op de antwoorden.",
              "Too many operations awaited their answer. Wait for the answers."};
    case CloseReason::kTooManyOperations:
      return {pb::Goodbye::NOT, "Te veel handelingen in een bericht. Stuur er hoogstens 256.",
              "Too many operations in one message. Send at most 256."};
    case CloseReason::kTooSlow:
      return {pb::Goodbye::AT_ONCE, "De verbinding kon het niet bijhouden. Kom terug en ga verder.",
              "The connection could not keep up. Come back and go on."};
    case CloseReason::kMeetingStopped:
      return {pb::Goodbye::AT_ONCE, "Het overleg is even gestopt. Kom terug; wat opgeslagen was, is er nog.",
              "The meeting stopped for a moment. Come back; what was saved is still there."};
    case CloseReason::kMeetingDamaged:
      return {pb::Goodbye::LATER, "Dit overleg kan nu niet worden geopend. Waarschuw de beheerder.",
              "This meeting cannot be opened now. Tell the operator."};
    case CloseReason::kMeetingFull:
      return {pb::Goodbye::LATER, "Er zijn te veel verbindingen met dit overleg, van iedereen samen of van jou. Sluit er een, of kom later terug.",
              "There are too many connections to this meeting, of all together or of you. Close one, or come back later."};
    case CloseReason::kSilent:
      return {pb::Goodbye::AT_ONCE, "De verbinding was stil. Kom terug en ga verder.",
              "The connection was silent. Come back and go on."};
    case CloseReason::kNoRoom:
      return {pb::Goodbye::LATER,
              "Er is geen ruimte op de server; wat je typt blijft bij jou. Het wordt opgeslagen zodra er weer ruimte is.",
              "There is no room on the server; what you type stays with you. It is saved as soon as there is room again."};
    case CloseReason::kSecondHello:
      return {pb::Goodbye::NOT, "Er kwam een tweede kennismaking.", "A second greeting came."};
    case CloseReason::kBusy:
      return {pb::Goodbye::LATER, "De server heeft het even druk met opslaan. Je komt vanzelf terug; wat je typt blijft bij jou.",
              "The server is busy saving for a moment. You will come back by yourself; what you type stays with you."};
    case CloseReason::kMeetingOver:
      return {pb::Goodbye::NOT, "Het overleg is afgesloten. Dit scherm toont er niets meer van.",
              "The meeting has ended. This screen shows nothing of it any more."};
    case CloseReason::kDeviceConfirmed:
      return {pb::Goodbye::AT_ONCE, "Dit apparaat is bevestigd. Je komt vanzelf terug en ziet dan alles.",
              "This device was confirmed. You will come back by yourself and see everything."};
  }
  return {pb::Goodbye::LATER, "Onbekende reden.", "Unknown reason."};
}

}  // namespace

pb::Goodbye goodbye(CloseReason reason) {
  const Farewell words = farewell(reason);
  pb::Goodbye frame;
  frame.set_code(static_cast<std::uint32_t>(reason));
  frame.mutable_words()->set_nl(std::string(words.nl));
  frame.mutable_words()->set_en(std::string(words.en));
  frame.set_come_back(words.come_back);
  return frame;
}

}  // namespace flipover
