#include "parameters/kind.hpp"

namespace diffrates {

const Key type_key{"type", "which kind"};
const Key remark_key{"description", "for people; read by no one else", Shape::text()};

}  // namespace diffrates
