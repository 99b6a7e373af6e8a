"""verl's custom reward function for the "batch" reward manager: one call with all answers of a step.

The order in which verl hands them over is free (trainer.balance_batch changes it): answers are told apart by extra_info. Rewards
need whole steps, so reward_model.use_reward_loop must be false: the reward loop asks for one answer at a time.
"""
import sys
from pathlib import Path

JOB = Path(__file__).resolve().parent
sys.path.insert(0, str(JOB))

from fidelity import FidelityReward  # noqa: E402

REWARD = FidelityReward.of_folder(JOB)


def compute_score(data_sources, solution_strs, ground_truths, extra_infos, **kwargs):
    steps = {extra["step"] for extra in extra_infos}
    expected = 2 * REWARD.settings["pairs_per_step"] * REWARD.settings["group"]
    if len(solution_strs) != expected or len(steps) != 1:
        raise RuntimeError(
            f"expected the {expected} answers of one step, found {len(solution_strs)} of the steps {sorted(steps)}: data.shuffle must be "
            "false, and data.train_batch_size and rollout.n as exported")
    pictures = [extra["picture"] for extra in extra_infos]
    partners = [extra["partner"] for extra in extra_infos]
    rewards = REWARD.rewards(pictures, partners, ground_truths, solution_strs)
    return [dict(score=r, picture=p, partner=q) for r, p, q in zip(rewards, pictures, partners)]
