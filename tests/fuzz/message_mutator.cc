#include "tests/fuzz/message_mutator.h"

#include <limits>
#include <random>
#include <string>
#include <vector>

#include "server/model/utf16.h"
#include "tests/fuzz/meetings_at_work.h"

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t size_max);

namespace flipover {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using Cpp = FieldDescriptor::CppType;

constexpr int kDepthMax = 6;
constexpr int kElementsMax = 24;

class Mutation {
 public:
  explicit Mutation(unsigned seed) : random_(seed) {}

  bool one_in(std::uint32_t count) { return below(count) == 0; }

  void change(Message& message, int depth = 0) {
    const Reflection& reflection = *message.GetReflection();
    // Mostly what is there; a message of many fields would otherwise never be changed deep inside.
    std::vector<const FieldDescriptor*> present;
    reflection.ListFields(message, &present);
    const auto& descriptor = *message.GetDescriptor();
    if (descriptor.field_count() == 0) return;
    const FieldDescriptor* field = nullptr;
    if (!present.empty() && !one_in(4)) {
      field = present[below(static_cast<std::uint32_t>(present.size()))];
    } else {
      field = descriptor.field(static_cast<int>(below(static_cast<std::uint32_t>(descriptor.field_count()))));
    }
    if (field->is_repeated()) {
      change_list(message, *field, depth);
    } else if (field->cpp_type() == Cpp::CPPTYPE_MESSAGE) {
      if (reflection.HasField(message, field) && one_in(8)) return reflection.ClearField(&message, field);
      if (depth < kDepthMax) change(*reflection.MutableMessage(&message, field), depth + 1);
    } else {
      set(message, *field);
    }
  }

 private:
  std::uint32_t below(std::uint32_t count) { return static_cast<std::uint32_t>(random_() % count); }

  void change_list(Message& message, const FieldDescriptor& field, int depth) {
    const Reflection& reflection = *message.GetReflection();
    const int size = reflection.FieldSize(message, &field);
    const std::uint32_t choice = below(8);
    if (size > 0 && choice == 0) return reflection.RemoveLast(&message, &field);
    if (size > 1 && choice == 1) {
      return reflection.SwapElements(&message, &field, static_cast<int>(below(static_cast<std::uint32_t>(size))),
                                     size - 1);
    }
    const bool add = size == 0 || (choice == 2 && size < kElementsMax);
    const int at = add ? size : static_cast<int>(below(static_cast<std::uint32_t>(size)));
    if (field.cpp_type() == Cpp::CPPTYPE_MESSAGE) {
      if (depth >= kDepthMax) return;
      if (!add) return change(*reflection.MutableRepeatedMessage(&message, &field, at), depth + 1);
      Message& added = *reflection.AddMessage(&message, &field);
      if (size > 0 && one_in(2)) added.CopyFrom(reflection.GetRepeatedMessage(message, &field, size - 1));
      for (int fields = 0; fields < 3; ++fields) change(added, depth + 1);
      return;
    }
    switch (field.cpp_type()) {
      case Cpp::CPPTYPE_STRING: {
        const std::string text = word(add ? std::string() : reflection.GetRepeatedString(message, &field, at));
        return add ? reflection.AddString(&message, &field, text)
                   : reflection.SetRepeatedString(&message, &field, at, text);
      }
      case Cpp::CPPTYPE_INT32: {
        const auto number = static_cast<std::int32_t>(this->number(0));
        return add ? reflection.AddInt32(&message, &field, number)
                   : reflection.SetRepeatedInt32(&message, &field, at, number);
      }
      case Cpp::CPPTYPE_ENUM: {
        const int value = enum_value(field);
        return add ? reflection.AddEnumValue(&message, &field, value)
                   : reflection.SetRepeatedEnumValue(&message, &field, at, value);
      }
      default: return;  // no such lists in our messages
    }
  }

  void set(Message& message, const FieldDescriptor& field) {
    const Reflection& reflection = *message.GetReflection();
    switch (field.cpp_type()) {
      case Cpp::CPPTYPE_STRING:
        return reflection.SetString(&message, &field, word(reflection.GetString(message, &field)));
      case Cpp::CPPTYPE_BOOL: return reflection.SetBool(&message, &field, !reflection.GetBool(message, &field));
      case Cpp::CPPTYPE_ENUM: return reflection.SetEnumValue(&message, &field, enum_value(field));
      case Cpp::CPPTYPE_INT32:
        return reflection.SetInt32(&message, &field, static_cast<std::int32_t>(number(static_cast<std::uint64_t>(
                                                         reflection.GetInt32(message, &field)))));
      case Cpp::CPPTYPE_UINT32:
        return reflection.SetUInt32(&message, &field,
                                    static_cast<std::uint32_t>(number(reflection.GetUInt32(message, &field))));
      case Cpp::CPPTYPE_INT64:
        return reflection.SetInt64(&message, &field, static_cast<std::int64_t>(number(static_cast<std::uint64_t>(
                                                         reflection.GetInt64(message, &field)))));
      case Cpp::CPPTYPE_UINT64:
        return reflection.SetUInt64(&message, &field, number(reflection.GetUInt64(message, &field)));
      default: return;
    }
  }

  int enum_value(const FieldDescriptor& field) {
    return static_cast<int>(below(static_cast<std::uint32_t>(field.enum_type()->value_count()) + 1));
  }

  std::uint64_t number(std::uint64_t now) {
    switch (below(8)) {
      case 0: return now + 1;
      case 1: return now - 1;
      case 2: return std::numeric_limits<std::uint64_t>::max() >> below(64);
      case 3: return std::uint64_t{1} << below(64);
      case 4: return 0 - std::uint64_t{below(2'000)};
      case 5: return below(1'000);
      default: return below(12);
    }
  }

  std::string word(const std::string& now) {
    if (!one_in(4)) return words()[below(static_cast<std::uint32_t>(words().size()))];
    std::string text = now;
    const std::size_t size = text.size();
    text.resize(size + 16);
    text.resize(LLVMFuzzerMutate(reinterpret_cast<std::uint8_t*>(text.data()), size, text.size()));
    return utf16_length(text) ? text : now;  // proto3 has no other strings
  }

  std::minstd_rand random_;
};

}  // namespace

std::size_t mutate_message(Message& message, std::uint8_t* data, std::size_t size, std::size_t size_max,
                           unsigned seed) {
  Mutation mutation(seed);
  const bool parsed = message.ParseFromArray(data, static_cast<int>(size));
  if (parsed && mutation.one_in(16)) return LLVMFuzzerMutate(data, size, size_max);
  if (!parsed) message.Clear();
  do mutation.change(message);
  while (mutation.one_in(2));
  const std::string bytes = message.SerializeAsString();
  if (bytes.size() > size_max) return LLVMFuzzerMutate(data, size, size_max);
  bytes.copy(reinterpret_cast<char*>(data), bytes.size());
  return bytes.size();
}

}  // namespace flipover
