/// The commit the program was built from, kept where it can be found in the executable: the one part of it that says
/// nothing of what was compiled.
#pragma once

namespace diffrates {

/// Of the same size for every commit, so that nothing else in the executable moves with the text.
struct CommitRecord {
  char mark[32];  ///< begins the record, and stands nowhere else
  char text[96];  ///< forty hexadecimal digits, "-dirty" after them where files differ from the commit; or "unknown"
};

extern const CommitRecord commit_record;

}  // namespace diffrates
