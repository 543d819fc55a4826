/// The script of the report, as it was when the program was built (report_script.js).
#pragma once

#include <string_view>

namespace diffrates {
extern const std::string_view report_script;
}
