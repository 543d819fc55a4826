#include "computing/injected_error.hpp"

#include "programs/sampler_session.hpp"
#include "programs/score_program.hpp"

namespace diffrates {

InjectedError::InjectedError(const TargetChoice& target, const Schedule& schedule, const ScoreErrorChoice& choice,
                             Start start, std::uint64_t seed) {
  if (choice.program) {
    const std::string role = role_line("score", schedule, target.target->dimension(), target.written, name(start));
    error_ =
        std::make_unique<ScoreProgram>(std::make_shared<ScoreSession>(*choice.program, role), *target.target, schedule);
  } else if (choice.family != nullptr) {
    error_ = choice.family->on(*target.target, schedule, choice.epsilon, seed);
  }
}

void InjectedError::finish() {
  if (auto* program = dynamic_cast<ScoreProgram*>(error_.get()); program != nullptr) program->finish();
}

}  // namespace diffrates
