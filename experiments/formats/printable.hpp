/// Text from outside made safe for a terminal and a log.
#pragma once

#include <string>
#include <string_view>

namespace diffrates {

/// The text with control characters and bytes that are not UTF-8 written as \xNN, cut after about `most` bytes.
std::string printable(std::string_view text, std::size_t most);

}  // namespace diffrates
