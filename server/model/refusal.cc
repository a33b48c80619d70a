#include "server/model/refusal.h"

#include "server/base/check.h"

namespace flipover {
namespace {

struct Sentence {
  std::string_view code;
  std::string_view nl;
  std::string_view en;
};

Sentence sentence_of(Reason reason) {
  switch (reason) {
    case Reason::kUnknownThing:
      return {"unknown_thing", "Dit staat er niet (meer) voor jou. Kijk op het bord en probeer het opnieuw.",
              "This is not there (any more) for you. Look at the board and try again."};
    case Reason::kNotAllowed:
      return {"not_allowed", "Dat hoort niet bij jouw rol. Vraag de voorzitter.",
              "Your role does not do this. Ask the chair."};
    case Reason::kKindNotHere:
      return {"kind_not_here", "Dit soort kaart past niet in dit vak. Kies een ander vak of een andere soort.",
              "This kind of card has no place in this region. Choose another region or another kind."};
    case Reason::kPhaseForbids:
      return {"phase_forbids", "Nog even niet: in deze stap kan dat niet. De voorzitter kan de regel met een reden opheffen.",
              "Not yet: this step does not allow it. The chair can lift the rule with a reason."};
    case Reason::kTextInvalid:
      return {"text_invalid",
              "Er staat een teken in dat hier niet kan, of de wijziging past niet op de tekst. Haal het teken weg, of haal "
              "de kaart opnieuw op.",
              "It holds a sign that cannot stand here, or the change does not fit the text. Take the sign out, or fetch the "
              "card again."};
    case Reason::kTextTooLong:
      return {"text_too_long", "De tekst is te lang. Maak hem korter of verdeel hem over meer kaarten.",
              "The text is too long. Shorten it or use more cards."};
    case Reason::kBaseUnknown:
      return {"base_unknown", "De wijziging hoort bij een versie die er niet is. Haal de kaart opnieuw op.",
              "The change names a revision that does not exist. Fetch the card again."};
    case Reason::kBaseTooOld:
      return {"base_too_old", "De wijziging loopt te ver achter. Je tekst is bewaard; plak hem opnieuw in de kaart.",
              "The change is too far behind. Your text is kept; paste it into the card again."};
    case Reason::kOnlySayerEdits:
      return {"only_sayer_edits", "Deze woorden past alleen aan wie ze zei of opschreef. Zet er een reactie bij.",
              "Only who said or typed these words changes them. Add a comment instead."};
    case Reason::kCarriesDissent:
      return {"carries_dissent",
              "Hier staat een minderheidsstandpunt van een ander op; dat blijft bewaard. Parkeer de kaart, of vraag wie het "
              "innam.",
              "This carries somebody else's dissent, which is kept. Park the card, or ask who gave it."};
    case Reason::kTooManyItems:
      return {"too_many_items", "Dit overleg heeft het hoogste aantal kaarten. Ruim op of begin een nieuw overleg.",
              "This meeting holds as many cards as it may. Tidy up or begin a new meeting."};
    case Reason::kMeetingFull:
      return {"meeting_full", "Dit overleg is vol. Begin een nieuw overleg in deze casus.",
              "This meeting is full. Begin a new meeting in this case."};
    case Reason::kShareFull:
      return {"share_full",
              "Jouw deel van dit overleg is vol, of dat van wie deze kaart schreef. Haal iets weg wat niet meer nodig is.",
              "Your share of this meeting is full, or that of whoever wrote this card. Put away what is no longer needed."};
    case Reason::kRemovedFull:
      return {"removed_full",
              "Er is al zoveel weggehaald dat er niets meer bij kan. Zet iets terug en pas dat aan.",
              "So much was put away that nothing more can be added. Bring something back and change that."};
    case Reason::kUnknownField:
      return {"unknown_field", "Dit soort kaart heeft dat veld niet.", "This kind of card does not have that field."};
    case Reason::kValueInvalid:
      return {"value_invalid", "Die waarde kan hier niet. Kies een waarde uit de lijst of verbeter hem.",
              "That value is not possible here. Choose one of the list or correct it."};
    case Reason::kReasonRequired:
      return {"reason_required", "Geef er een reden bij.", "Give a reason with it."};
    case Reason::kNoRound:
      return {"no_round", "Er is nu geen ronde open. Wacht tot de voorzitter er een opent.",
              "No round is open now. Wait until the chair opens one."};
    case Reason::kRoundOpen:
      return {"round_open", "Er loopt nog een ronde. Sluit die eerst.", "A round is still open. Close it first."};
    case Reason::kRoundOver:
      return {"round_over", "De stille ronde is voorbij. Wil je dit nu nog zichtbaar plaatsen? Stuur het dan opnieuw.",
              "The silent round is over. Do you still want to place this, visible to all? Then send it again."};
    case Reason::kVoteBudget:
      return {"vote_budget", "Je stemmen zijn op. Haal eerst een stem weg.", "Your votes are spent. Take one back first."};
    case Reason::kNothingToUndo:
      return {"nothing_to_undo", "Er is niets om terug te nemen.", "There is nothing to take back."};
    case Reason::kSuperseded:
      return {"superseded", "Iemand heeft dit intussen veranderd. Pas het met de hand aan.",
              "Someone has changed this since. Change it by hand."};
    case Reason::kChairHere:
      return {"chair_here",
              "De voorzitter is er nog, of is net weg. Na twee minuten zonder verbinding kan een ander het overnemen.",
              "The chair is still here, or has just left. After two minutes without a connection another may take over."};
    case Reason::kMeetingEnded:
      return {"meeting_ended", "Het overleg is afgesloten. De voorzitter of notulist kan nog opruimen tot het is vastgesteld.",
              "The meeting has ended. The chair or the notetaker may still tidy until it is settled."};
    case Reason::kInvalidOperation:
      return {"invalid_operation", "Dit bericht is geen geldige handeling. Werk je programma bij.",
              "This is not a valid operation. Update your program."};
    case Reason::kForeignClient:
      return {"foreign_client", "Dit apparaatkenmerk hoort niet bij deze verbinding.",
              "This client id is not of this connection."};
    case Reason::kCounterInvalid:
      return {"counter_invalid", "Het volgnummer van de handeling ontbreekt. Tel vanaf 1.",
              "The operation's counter is missing. Count from 1."};
    case Reason::kWasRefused:
      return {"was_refused", "Dit is eerder geweigerd. Stuur het met een nieuw volgnummer als je het nog wilt.",
              "This was refused before. Send it with a new counter if you still want it."};
    case Reason::kTooFast:
      return {"too_fast", "Dat gaat te snel. Wacht even en stuur het opnieuw.",
              "That is too fast. Wait a moment and send it again."};
    case Reason::kTooManyUnanswered:
      return {"too_many_unanswered", "Er wachten te veel handelingen op antwoord. Wacht op de antwoorden.",
              "Too many operations await their answer. Wait for the answers."};
    case Reason::kRoleWithoutRights:
      return {"role_without_rights", "Deze rol heeft in een overleg niets te zien of te doen. Kies een andere rol.",
              "This role has nothing to see or do in a meeting. Choose another role."};
    case Reason::kAboveYourSight:
      return {"above_your_sight",
              "Die ziet meer dan jij. Vraag wie dat ook ziet om die uit te nodigen, of de beheerder.",
              "That one sees more than you do. Ask somebody who sees it too to invite them, or the administrator."};
    case Reason::kDeviceUnconfirmed:
      return {"device_unconfirmed", "Dit apparaat is nog niet bevestigd. Bevestig het op het apparaat waarmee je eerst binnenkwam.",
              "This device is not confirmed yet. Confirm it on the device on which you came in first."};
  }
  CHECK(false, "a reason without a sentence");
  return {};
}

}  // namespace

void throw_exception_from_error(const Rejection& rejection, const boost::source_location& where) {
  throw BrokenInvariant(std::string(where.file_name()) + ": read past the rejection " +
                        std::string(code_of(rejection.reason)));
}

std::string_view code_of(Reason reason) { return sentence_of(reason).code; }

pb::Refusal to_refusal(const Rejection& rejection, const pb::Operation& operation) {
  const Sentence sentence = sentence_of(rejection.reason);
  pb::Refusal refusal;
  refusal.set_code(std::string(sentence.code));
  std::string nl(sentence.nl);
  std::string en(sentence.en);
  if (!rejection.detail.empty()) {
    nl += " (" + rejection.detail + ")";
    en += " (" + rejection.detail + ")";
  }
  refusal.mutable_words()->set_nl(std::move(nl));
  refusal.mutable_words()->set_en(std::move(en));
  *refusal.mutable_operation() = operation;
  return refusal;
}

}  // namespace flipover
