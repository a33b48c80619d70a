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
