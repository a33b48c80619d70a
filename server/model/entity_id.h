// The id of what an operation adds (item, comment, link, stroke, page).
//
// It is computed from the operation's id, so a client knows it before the server answers, a retry names the same thing,
// two clients never collide, and no id has to be asked for or refused: a refusal "this id is taken" would tell that
// something hidden exists. Client ids are secret, so the id tells nothing of who made it or how much he did (G5).
#pragma once

#include <string>

#include "meeting/v1/operation.pb.h"
#include "server/base/proto.h"

namespace flipover {

// 16 of A-Z a-z 0-9 _ - : base64url of the first 12 bytes of SHA-256(client, NUL, counter in decimal).
std::string entity_id(const pb::OperationId& id);

// The same of the next 12 bytes: as good as chance to everybody who does not know the client id, also to who knows the id
// of what was added. It salts order keys.
std::string order_salt(const pb::OperationId& id);

}  // namespace flipover
