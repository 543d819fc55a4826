/// Standard output and standard error as places that can fail.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace diffrates {

/// To standard error. Whether anyone reads it changes nothing: what cannot be written is dropped.
void say(std::string_view text);

template <class... Arguments>
void say(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
  say(std::string_view(fmt::format(format, std::forward<Arguments>(arguments)...)));
}

/// Gives the three standard streams something to be where the caller closed them, so that no file of a result takes
/// their place: reading finds the end, writing to standard output fails. At the beginning of a program.
void hold_standard_streams();

/// Writes out what standard output holds. False, with the reason said, when any of it was lost.
bool standard_output_written();

}  // namespace diffrates
