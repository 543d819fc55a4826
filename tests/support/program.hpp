/// Runs the program itself, as a user does.
#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "formats/files.hpp"
#include "support/config.hpp"

extern char** environ;

namespace diffrates::test {

/// One running program; its standard output and error go to one file.
class Program {
 public:
  explicit Program(const std::vector<std::string>& arguments, const std::vector<std::string>& environment = {}) {
    std::vector<std::string> words{DIFFRATES_PROGRAM};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> argv, env;
    for (std::string& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    std::vector<std::string> variables = environment;
    for (std::string& variable : variables) env.push_back(variable.data());
    env.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 1, output_file().c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    posix_spawn_file_actions_adddup2(&actions, 1, 2);
    EXPECT_EQ(posix_spawn(&process_, DIFFRATES_PROGRAM, &actions, nullptr, argv.data(),
                          environment.empty() ? environ : env.data()),
              0);
    posix_spawn_file_actions_destroy(&actions);
  }
  void send(int signal) const { kill(process_, signal); }
  /// The exit code; -1 when a signal ended it.
  int wait() {
    int status = 0;
    waitpid(process_, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  std::string output() const { return read_file(output_file()).value_or(""); }

 private:
  std::string output_file() const { return (folder_.path() / "output").string(); }
  TemporaryFolder folder_;
  pid_t process_ = 0;
};

struct Outcome {
  int code;
  std::string output;
};
inline Outcome run_program(const std::vector<std::string>& arguments,
                           const std::vector<std::string>& environment = {}) {
  Program program(arguments, environment);
  const int code = program.wait();
  return {code, program.output()};
}

}  // namespace diffrates::test
