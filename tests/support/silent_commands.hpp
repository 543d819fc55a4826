/// Commands called in this process on one configuration in a folder of its own, what they print being taken away.
#pragma once

#include <gtest/gtest.h>

#include "commands/commands.hpp"
#include "support/config.hpp"

namespace diffrates::test {

struct SilentCommands : ::testing::Test {
  std::string path(const std::string& name) const { return (folder.path() / name).string(); }
  int run_text(const std::string& text, int jobs, const std::string& output) const {
    RunOptions options;
    options.configs = {folder.write("small.json", text)};
    options.output = path(output);
    options.jobs = jobs;
    return run_command(options);
  }
  void SetUp() override {
    ::testing::internal::CaptureStdout();
    ::testing::internal::CaptureStderr();
  }
  void TearDown() override {
    ::testing::internal::GetCapturedStdout();
    ::testing::internal::GetCapturedStderr();
  }
  TemporaryFolder folder;
};

}  // namespace diffrates::test
