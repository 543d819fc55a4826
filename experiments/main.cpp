#include "laws/law.hpp"
#include <fmt/core.h>
int main() { for (const auto* k : diffrates::sampler_kinds()) fmt::print("{}\n", k->name); }
