/// A program of the user's own, as a configuration names it.
#pragma once

#include <chrono>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "parameters/shape.hpp"

namespace diffrates {

struct Command {
  std::vector<std::string> words;  ///< the program and its arguments, as written
  std::string folder;              ///< it runs there; names of files are relative to it
};

inline constexpr std::string_view accepted_words = "a list of 1 to 100 texts, a program and its arguments";

/// What such a list is, to a schema.
Shape words_shape();

/// Reads such a list; why it cannot be one, empty if it is.
std::string read_words(const Value& written, std::vector<std::string>& words);

/// The words as a shell would be given them.
std::string words(const Command& command);

/// The file to execute: one in the folder where there is one, else that of the path. Empty if there is none.
std::string executable(const Command& command);

/// What a program did that it must not, in words that begin with the program's; or that it cannot be started.
struct ProgramError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Programs are started only where the user has said so, and must answer within this time.
struct ProgramRules {
  bool allowed = false;
  std::chrono::duration<double> patience{60};
};
/// Of the whole process; set before anything is computed.
ProgramRules& program_rules();

}  // namespace diffrates
