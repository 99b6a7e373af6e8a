"""Rewards of an exported job by its own fidelity.py, for answers of every kind: make_handoff_fixture.py TEMPLATES OUT_FILE SEED

TEMPLATES is src/EvoQuality.Kernel/Handoff/Templates. A case is a job's constants and preferences, and steps of answers in the order
in which an engine might hand them over (shuffled); rewards are computed step after step with one reward object.
"""
import json
import random
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
import fidelity  # noqa: E402

ODD = [
    "", "good", "3", "3.", ".5", "-2", "+4.5", "6", "0.99", "5.0", "1", "score: 2.75/5", "3,5", "\\boxed{4.2}", "<think>maybe 2</think>\\boxed{3.1}",
    "<think>2", "<think>a</think> 4.4 of 5", "\\boxed{3", "\\boxed{{2.2}}", "\\boxed{1.1} then \\boxed{4.9}", "<think>\\boxed{2}</think>", "٣", "1e0",
    "</think>2.5<think>", "  <think>x</think> 3 \\boxed{3}", "4" * 40, "2.5\u0085", "\u001c<think>x</think>\\boxed{2}",
]


def text(source):
    if source.random() < 0.15:
        return source.choice(ODD)
    value = f"{source.uniform(0.8, 5.2):.2f}"
    return source.choice(["{}", "{}", "<think>hm</think>\\boxed{{{}}}"]).format(value)


def case(source, partners, unbiased, epsilon, weight):
    pictures = [f"p{i}" for i in range(7)]
    pairs = [tuple(source.sample(pictures, 2)) for _ in range(9)]
    preferences = [(a, b, source.choice([0.0, 0.5, 1.0])) for a, b in dict.fromkeys(tuple(sorted(p)) for p in pairs)]
    settings = dict(partners=partners, gamma=1e-6, unbiased_variance=unbiased, root_epsilon=epsilon, format_weight=weight, group=4, pairs_per_step=3)
    reward, steps = fidelity.FidelityReward(settings, preferences), []
    for _ in range(4):
        rows = []
        for first, second, value in source.sample(preferences, 3):
            for picture, partner, p in ((first, second, value), (second, first, 1 - value)):
                rows += [(picture, partner, p, text(source)) for _ in range(4)]
        source.shuffle(rows)
        steps.append(dict(
            pictures=[r[0] for r in rows], partners=[r[1] for r in rows], texts=[r[3] for r in rows], rewards=reward.rewards(*zip(*rows))))
    return dict(settings=settings, preferences=[dict(first=a, second=b, preference=v) for a, b, v in preferences], steps=steps)


def main():
    source = random.Random(int(sys.argv[3]))
    cases = [case(source, *kind) for kind in (
        ("batch", True, 0.0, 0.0), ("all_voted", True, 0.0, 0.0), ("batch", False, 1e-6, 1.0), ("all_voted", False, 1e-6, 0.5))]
    with open(sys.argv[2], "w", encoding="utf-8") as file:
        json.dump(dict(cases=cases, scores=[dict(text=t, score=fidelity.score(t), form=bool(fidelity.FORM.match(t))) for t in ODD]), file, ensure_ascii=True, indent=0)
        file.write("\n")


if __name__ == "__main__":
    main()
