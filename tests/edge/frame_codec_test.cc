#include "server/edge/frame_codec.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flipover {
namespace {

pb::ClientFrame hello() {
  pb::ClientFrame frame;
  frame.mutable_hello()->set_token("geheim");
  frame.mutable_hello()->set_last_seen(7);
  return frame;
}

TEST(FrameCodec, AFrameReadsTheSameInBothSubprotocols) {
  const pb::ClientFrame frame = hello();
  for (const Wire wire : {Wire::kBinary, Wire::kJson}) {
    const DecodedFrame decoded =
        decode_client_frame(wire == Wire::kBinary ? frame.SerializeAsString() : to_json(frame), wire);
    ASSERT_TRUE(decoded.frame) << decoded.objection;
    EXPECT_EQ(decoded.frame->SerializeAsString(), frame.SerializeAsString());
  }
}

TEST(FrameCodec, WhatIsNoFrameIsRefusedWithAWord) {
  for (const char* bytes : {"", "x", "\xff\xff", "\x1a\x7f"}) {
    for (const Wire wire : {Wire::kBinary, Wire::kJson}) {
      const DecodedFrame decoded = decode_client_frame(bytes, wire);
      EXPECT_FALSE(decoded.frame);
      EXPECT_FALSE(decoded.objection.empty());
    }
  }
}

TEST(FrameCodec, AnObjectionIsShortAndWholeCharacters) {
  std::string name;
  for (int i = 0; i < 300; ++i) name += "é";
  const DecodedFrame decoded = decode_client_frame("{\"" + name + "\":1}", Wire::kJson);
  EXPECT_LE(decoded.objection.size(), 200U);
  pb::Label label;
  label.set_nl(decoded.objection);
  pb::Label read;
  EXPECT_TRUE(read.ParseFromString(label.SerializeAsString())) << "it is still UTF-8";
}

TEST(FrameCodec, UnknownFieldsOfJsonAreRefusedAndThoseOfProtobufPassedOver) {
  EXPECT_FALSE(decode_client_frame(R"({"hello":{"token":"a","later":1}})", Wire::kJson).frame);
  const std::string later = hello().SerializeAsString() + std::string("\xf8\x07\x01", 3);
  const DecodedFrame decoded = decode_client_frame(later, Wire::kBinary);
  ASSERT_TRUE(decoded.frame);
  EXPECT_EQ(decoded.frame->SerializeAsString(), hello().SerializeAsString()) << "nothing is smuggled into the log";
}

std::string objection_to(std::string_view json) { return decode_client_frame(json, Wire::kJson).objection; }

// What one reader takes for one thing and another for something else is refused, as an unknown field is.
TEST(FrameCodec, FormsThatNoOtherReaderOfProtobufsJsonTakesAreRefusedWithTheirPlace) {
  const auto submit = [](const std::string& operation) { return R"({"submit":{"operations":[)" + operation + "]}}"; };
  EXPECT_EQ(objection_to(submit(R"({"id":{"counter":"1"},"addItem":{"persons":["P.","L."],"fields":null}})")), "");
  EXPECT_EQ(objection_to(submit(R"({"id":{"counter":1},"vote":{"item":"a","points":3}})")), "");
  EXPECT_EQ(objection_to(submit(R"({"add_item":{"said_by":"","kind":"feit"}})")), "");
  EXPECT_EQ(objection_to(submit(R"({"arrive":{"location":"ROOM"}})")), "");
  EXPECT_EQ(objection_to(submit(R"({"arrive":{"location":1}})")), "");
  EXPECT_EQ(objection_to(submit(R"({"setReady":{"ready":true}})")), "");

  const std::string at = "submit.operations[0].";
  EXPECT_EQ(objection_to(submit(R"({"addItem":{"persons":[["P."],"L."]}})")), at + "addItem.persons[0]: a list in a list");
  EXPECT_EQ(objection_to(submit(R"({"addItem":{"persons":["P.",["L."]]}})")), at + "addItem.persons[1]: a list in a list");
  EXPECT_EQ(objection_to(submit(R"({"addItem":{"persons":"P."}})")), at + "addItem.persons: not a list");
  EXPECT_EQ(objection_to(submit(R"({"addItem":{"persons":["P.",null]}})")), at + "addItem.persons[1]: null in a list");
  EXPECT_EQ(objection_to(submit(R"({"addItem":[{"kind":"feit"}]})")), at + "addItem: a list where there is none");
  EXPECT_EQ(objection_to(submit(R"({"addItem":{"text":["a"]}})")), at + "addItem.text: a list where there is none");
  EXPECT_EQ(objection_to(submit(R"({"addItem":{"text":"a","text":"b"}})")), at + "addItem.text: twice");
  EXPECT_EQ(objection_to(submit(R"({"addItem":{"saidBy":"a","said_by":"b"}})")), at + "addItem.saidBy: twice");
  EXPECT_EQ(objection_to(submit(R"({"addItem":{"kind":"a"},"addItem":{"text":"b"}})")), at + "addItem: twice");
  EXPECT_EQ(objection_to(submit(R"({"addItem":{},"editText":{}})")), at + "editText: beside another of kind");
  EXPECT_EQ(objection_to(submit(R"({"addItem":{"text":1}})")), at + "addItem.text: not a text");
  EXPECT_EQ(objection_to(submit(R"({"addItem":{"text":true}})")), at + "addItem.text: not a text");
  EXPECT_EQ(objection_to(submit(R"({"setReady":{"ready":"true"}})")), at + "setReady.ready: neither true nor false");
  EXPECT_EQ(objection_to(submit(R"({"setReady":{"ready":1}})")), at + "setReady.ready: neither true nor false");
  EXPECT_EQ(objection_to(submit(R"({"vote":{"points":true}})")), at + "vote.points: not a number");
  for (const char* number : {" 3", "3 ", "+3", "03", "0x3", "", "3,", ".5", "5."}) {
    EXPECT_EQ(objection_to(submit(R"({"vote":{"points":")" + std::string(number) + R"("}})")),
              at + "vote.points: not a number")
        << number;
  }
  for (const char* name : {"room", "Room", "1", ""}) {
    EXPECT_EQ(objection_to(submit(R"({"arrive":{"location":")" + std::string(name) + R"("}})")),
              at + "arrive.location: no such value")
        << name;
  }
  EXPECT_EQ(objection_to(R"({"hello":{"past":"a b="}})"), "hello.past: not base64");
  EXPECT_EQ(objection_to(R"([{"hello":{}}])"), "not an object");
  EXPECT_EQ(objection_to(R"("hello")"), "not an object");
}

TEST(FrameCodec, WhatIsNoJsonIsRefused) {
  EXPECT_EQ(objection_to(R"({"hello":{"token":"a","lastSeen":7}})"), "");
  EXPECT_EQ(objection_to(R"( { "hello" : { } } )"), "");
  for (const char* json :
       {R"({"hello":{"token":"a",}})", R"({"hello":{},})", R"({"submit":{"operations":[{},]}})", R"({"hello":{}}x)",
        R"({"hello":{}}{})", R"({'hello':{}})", R"({hello:{}})", R"({"hello":{}/*a*/})", "{\"hello\":{}//a\n}",
        R"({"hello":{"lastSeen":NaN}})", R"({"hello":{"lastSeen":+1}})", R"({"hello":{"lastSeen":01}})",
        R"({"hello":{"lastSeen":1.}})", R"({"hello":{"lastSeen":.1}})", "{\"hello\":{\"token\":\"a\nb\"}}",
        R"({"hello":{"token":"\ud83d"}})", R"({"hello":{"token":"\x41"}})", "{\"hello\":{\"token\":\"\xff\"}}",
        "\xef\xbb\xbf{\"hello\":{}}", R"({"hello":{})", ""}) {
    EXPECT_THAT(objection_to(json), testing::HasSubstr("not JSON")) << json;
  }
}

TEST(FrameCodec, AnEditIsNoPlaceToSmuggleEither) {
  pb::ClientFrame frame;
  pb::EditText& edit = *frame.mutable_submit()->add_operations()->mutable_edit_text();
  edit.add_spans()->set_insert("a");
  const std::string plain = frame.SerializeAsString();
  for (google::protobuf::Message* place :
       {static_cast<google::protobuf::Message*>(&frame), static_cast<google::protobuf::Message*>(frame.mutable_submit()),
        static_cast<google::protobuf::Message*>(frame.mutable_submit()->mutable_operations(0)),
        static_cast<google::protobuf::Message*>(&edit), static_cast<google::protobuf::Message*>(edit.mutable_spans(0))}) {
    place->GetReflection()->MutableUnknownFields(place)->AddVarint(999, 1);
    const DecodedFrame decoded = decode_client_frame(frame.SerializeAsString(), Wire::kBinary);
    ASSERT_TRUE(decoded.frame);
    EXPECT_EQ(decoded.frame->SerializeAsString(), plain) << place->GetTypeName();
    place->GetReflection()->MutableUnknownFields(place)->Clear();
  }
}

TEST(FrameCodec, G6_PresenceIsSmallForItIsPassedOnAsItCame) {
  pb::ClientFrame frame;
  frame.mutable_presence()->set_kind(std::string(64, 'k'));
  for (int i = 0; i < 1'200; ++i) frame.mutable_presence()->add_stroke(i);
  EXPECT_TRUE(decode_client_frame(frame.SerializeAsString(), Wire::kBinary).frame);
  frame.mutable_presence()->add_stroke(1);
  EXPECT_THAT(decode_client_frame(to_json(frame), Wire::kJson).objection, testing::HasSubstr("400 points"));
  frame.mutable_presence()->clear_stroke();
  frame.mutable_presence()->set_speaker(std::string(65, 's'));
  EXPECT_THAT(decode_client_frame(frame.SerializeAsString(), Wire::kBinary).objection, testing::HasSubstr("64 bytes"));
}

TEST(FrameCodec, S28_DepthIsBounded) {
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "{\"hello\":";
  EXPECT_FALSE(decode_client_frame(deep, Wire::kJson).frame);
  EXPECT_FALSE(decode_client_frame(std::string(100'000, '\x0b'), Wire::kBinary).frame);
}

TEST(FrameCodec, TheFirstSubprotocolOfOursIsChosen) {
  EXPECT_EQ(choose_subprotocol("flipover.v1"), Wire::kBinary);
  EXPECT_EQ(choose_subprotocol("flipover.v1.json"), Wire::kJson);
  EXPECT_EQ(choose_subprotocol("chat,\tflipover.v1.json , flipover.v1"), Wire::kJson);
  for (const char* offered : {"", ",", "flipover", "flipover.v1x", "FLIPOVER.V1", " ", "flipover.v1;a"}) {
    EXPECT_FALSE(choose_subprotocol(offered)) << offered;
  }
}

TEST(FrameCodec, HeadsSayTheirLengthAsRfc6455Says) {
  const auto head = [](std::size_t size) {
    std::string out;
    append_frame(out, Opcode::kBinary, std::string(size, 'x'));
    return out.substr(0, out.size() - size);
  };
  EXPECT_EQ(head(0), std::string("\x82\x00", 2));
  EXPECT_EQ(head(125), std::string("\x82\x7d", 2));
  EXPECT_EQ(head(126), std::string("\x82\x7e\x00\x7e", 4));
  EXPECT_EQ(head(65'535), std::string("\x82\x7e\xff\xff", 4));
  EXPECT_EQ(head(65'536), std::string("\x82\x7f\x00\x00\x00\x00\x00\x01\x00\x00", 10));
}

}  // namespace
}  // namespace flipover
