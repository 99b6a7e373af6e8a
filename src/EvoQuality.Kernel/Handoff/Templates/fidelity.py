"""The fidelity reward (Eqs. 2 and 3 of arXiv 2509.25787) for all answers of a step. Needs nothing but Python.

A score is rewarded for agreeing with the votes: with p* that its picture beats a partner, and p, the probability by Thurstone's
model, from the means and variances of both pictures' scores. So the reward must see a whole step: `FidelityReward.rewards`
takes all answers of all prompts at once, in any order. EvoQuality computes the same (`evoquality export check`).
"""
import hashlib
import json
import math
import re
from pathlib import Path

DECIMAL = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
BLANKS = r"[^\S\x1c-\x1f]*"
FORM = re.compile(BLANKS + r"<think>.*</think>.*\\boxed\{[^{}]*\}", re.DOTALL)
OPEN, CLOSE, BOX = "<think>", "</think>", "\\boxed{"


def answer(text):
    """The last box, else what follows the last </think>, else everything; None where an answer was cut off."""
    opened, closed, box = text.rfind(OPEN), text.rfind(CLOSE), text.rfind(BOX)
    if opened > closed:
        return None
    if box < 0:
        return text[closed + len(CLOSE):] if closed >= 0 else text
    depth, start = 1, box + len(BOX)
    for i in range(start, len(text)):
        depth += {"{": 1, "}": -1}.get(text[i], 0)
        if depth == 0:
            return text[start:i]
    return None


def score(text):
    """The first decimal of the answer if it lies in 1..5, else None."""
    said = answer(text)
    found = DECIMAL.search(said) if said is not None else None
    value = float(found.group()) if found else None
    return value if value is not None and 1 <= value <= 5 else None


def win_probability(value, mean, variance, partner_variance, gamma):
    """Eq. 2."""
    return 0.5 * math.erfc(-(value - mean) / math.sqrt(variance + partner_variance + gamma) / math.sqrt(2))


def fidelity(preference, win, epsilon=0.0):
    """One term of Eq. 3."""
    return math.sqrt(preference * win + epsilon) + math.sqrt((1 - preference) * (1 - win) + epsilon)


def statistics(scores, unbiased):
    """Mean and variance of the scores that parsed; None where fewer than two did."""
    parsed = [s for s in scores if s is not None]
    if len(parsed) < 2:
        return None
    mean = sum(parsed) / len(parsed)
    return mean, sum((s - mean) ** 2 for s in parsed) / (len(parsed) - 1 if unbiased else len(parsed))


class FidelityReward:
    """Rewards of one training. `seen` keeps what is known of pictures from earlier steps, for partners=all_voted."""

    def __init__(self, settings, preferences):
        self.settings = settings
        self.preferences = {}
        for first, second, value in preferences:
            self.preferences.setdefault(first, []).append((second, value))
            self.preferences.setdefault(second, []).append((first, 1 - value))
        self.seen = {}

    @classmethod
    def of_folder(cls, folder):
        lines = map(json.loads, (Path(folder) / "preferences.jsonl").read_text(encoding="utf-8").splitlines())
        settings = json.loads((Path(folder) / "job.json").read_text(encoding="utf-8"))
        return cls(settings, [(line["first"], line["second"], line["preference"]) for line in lines])

    def rewards(self, pictures, partners, preferences, texts):
        """One reward per answer: its picture, the partner of its row, p*(picture, partner), and what was said."""
        s = self.settings
        scores = [score(text) for text in texts]
        groups, rows = {}, {}
        for picture, partner, preference, value in zip(pictures, partners, preferences, scores):
            groups.setdefault(picture, []).append(value)
            rows.setdefault(picture, []).append((partner, preference))
        now = {picture: statistics(group, s["unbiased_variance"]) for picture, group in groups.items()}
        self.seen.update((picture, found) for picture, found in now.items() if found)
        known, asked = (self.seen, self.preferences) if s["partners"] == "all_voted" else (now, rows)
        results = []
        for picture, value, text in zip(pictures, scores, texts):
            against = [(known[p], preference) for p, preference in asked[picture] if known.get(p)]
            reward = 0.0
            if value is not None and now[picture] and against:
                reward = math.fsum(
                    fidelity(preference, win_probability(value, mean, now[picture][1], variance, s["gamma"]), s["root_epsilon"])
                    for (mean, variance), preference in against) / len(against)
            results.append(reward + s["format_weight"] * bool(FORM.match(text)))
        return results


def check_pictures(folder):
    """Stops where a picture is missing or is not the one that was exported."""
    for line in (Path(folder) / "images.jsonl").read_text(encoding="utf-8").splitlines():
        picture = json.loads(line)
        file = Path(folder) / picture["file"]
        if not file.is_file():
            raise SystemExit(f"{file}: expected the picture {picture['picture']}, but there is no such file that can be read here")
        if hashlib.sha256(file.read_bytes()).hexdigest() != picture["sha256"]:
            raise SystemExit(f"{file}: the picture {picture['picture']} is not the one that was exported (its hash differs)")
