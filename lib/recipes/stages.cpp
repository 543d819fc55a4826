#include "recipes/stages.hpp"

#include <algorithm>

namespace diffrates {
namespace {

using Kind = CompiledMove::Kind;
using Slots = std::set<int>;

/// The slots that the move reads, branches included.
void add_reads(const CompiledMove& move, Slots& reads) {
  if (move.kind == Kind::Evaluate) reads.insert(move.of);
  reads.insert(move.from.begin(), move.from.end());
  for (const CompiledBranch& branch : move.branches)
    for (const CompiledMove& inside : branch.moves) add_reads(inside, reads);
}

bool writes(const CompiledMove& move) { return move.kind == Kind::Evaluate || move.kind == Kind::Set; }

/// The slots besides y that the moves write.
Slots written_by(const std::vector<CompiledMove>& moves) {
  Slots slots;
  for (const CompiledMove& move : moves)
    if (writes(move) && move.to != 0) slots.insert(move.to);
  return slots;
}

bool meet(const Slots& a, const Slots& b) {
  return std::any_of(a.begin(), a.end(), [&](int slot) { return b.count(slot) > 0; });
}

class Lowering {
 public:
  Lowering(const CompiledRecipe& recipe, Stages& result) : recipe_(recipe), result_(result) {}

  /// `pending`: moves to be done first, in the same map; `later`: slots read after these moves.
  std::vector<Stage> stages(const std::vector<CompiledMove>& moves, std::vector<CompiledMove> pending,
                            const Slots& later) {
    std::vector<Stage> done;
    for (std::size_t i = 0; i < moves.size(); ++i) {
      const CompiledMove& move = moves[i];
      if (writes(move)) {
        pending.push_back(move);
      } else if (move.kind == Kind::Noise) {
        if (!recipe_.ever_noisy(move)) continue;
        flush(pending, done);
        done.push_back({.kind = Stage::Kind::Noise, .offset = move.offset});
        result_.noisy = true;
      } else {
        Slots after = later;
        for (std::size_t j = i + 1; j < moves.size(); ++j) add_reads(moves[j], after);
        done.push_back(mixture(move, pending, after, done));
      }
    }
    flush(pending, done);
    return done;
  }

 private:
  Stage mixture(const CompiledMove& mix, std::vector<CompiledMove>& pending, const Slots& after,
                std::vector<Stage>& done) {
    Slots inside;
    add_reads(mix, inside);
    const Slots made = written_by(pending);
    const bool into_branches = meet(made, inside) && !meet(made, after);
    if (!into_branches) flush(pending, done);
    result_.noisy = true;
    Stage stage{.kind = Stage::Kind::Mix, .offset = mix.offset};
    for (const CompiledBranch& branch : mix.branches) stage.branches.push_back({stages(branch.moves, pending, after)});
    pending.clear();
    return stage;
  }

  /// Makes a map of what is pending.
  void flush(std::vector<CompiledMove>& pending, std::vector<Stage>& done) {
    if (pending.empty()) return;
    Slots here{0};
    for (const CompiledMove& move : pending) {
      Slots reads;
      add_reads(move, reads);
      result_.remembers = result_.remembers || !std::includes(here.begin(), here.end(), reads.begin(), reads.end());
      here.insert(move.to);
    }
    done.push_back({.kind = Stage::Kind::Map, .moves = std::move(pending)});
    pending.clear();
  }

  const CompiledRecipe& recipe_;
  Stages& result_;
};

}  // namespace

Stages stages_of(const CompiledRecipe& recipe, const CompiledStep& step) {
  Stages result;
  Slots kept;
  for (const CompiledRecipe::Kept& keep : recipe.kept()) kept.insert(keep.from);
  result.remembers = !kept.empty();
  result.stages = Lowering(recipe, result).stages(step.moves, {}, kept);
  return result;
}

}  // namespace diffrates
