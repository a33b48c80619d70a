// What one may choose from, and what everybody may know of this server.
#include "server/edge/api.h"
#include "server/edge/web_site.h"

namespace flipover {

HttpAnswer methods_answer(const ApiWorld& world) {
  pb::MethodList list;
  for (const pb::Method& method : world.methods) {
    pb::MethodView& view = *list.add_methods();
    view.set_id(method.id());
    *view.mutable_name() = method.name();
    *view.mutable_purpose() = method.purpose();
    view.set_minutes(method.minutes());
    for (const pb::Phase& phase : method.phases()) *view.add_phases() = phase.short_name();
    *view.mutable_roles() = method.roles();
  }
  return message_answer(list);
}

HttpAnswer about_answer(const ApiWorld& world, const HttpRequest& request) {
  pb::AboutView view;
  const std::string as_asked = (request.secure ? "https://" : "http://") + request.host;
  view.set_public_url(world.public_url.empty() ? as_asked : world.public_url);
  view.set_web(world.site.version());
  *view.mutable_roles() = world.vocabulary.roles();
  return message_answer(view);
}

}  // namespace flipover
