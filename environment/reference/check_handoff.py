"""Nothing is made: an exported verl job through verl's own code, with answers made up here: check_handoff.py VERL_ROOT JOB OUT

What needs neither a GPU nor Ray is verl's own: RLHFDataset reads train.parquet, BatchRewardManager calls compute_score.py, and every
name in grpo.yaml must be one of its settings. What they import besides is put up here (omegaconf, files, DataProto). Answers of a
step are shuffled, as trainer.balance_batch does, and written to OUT as verl dumps them, for `evoquality export check`.
"""
import importlib.util
import json
import random
import sys
import types
from pathlib import Path

import numpy as np
import torch
import yaml
from transformers import AutoProcessor

VERL, JOB, OUT = map(Path, sys.argv[1:4])


def stub(name, **members):
    module = types.ModuleType(name)
    module.__path__ = [str(VERL / name.replace(".", "/"))]
    module.__dict__.update(members)
    sys.modules[name] = module
    return module


def own(name):
    spec = importlib.util.spec_from_file_location(name, VERL / (name.replace(".", "/") + ".py"))
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


class Answers:
    """As much of verl's DataProto as the reward manager looks at."""

    def __init__(self, batch, non_tensor_batch):
        self.batch, self.non_tensor_batch = batch, non_tensor_batch

    def __len__(self):
        return len(self.batch["responses"])

    def __getitem__(self, i):
        return types.SimpleNamespace(non_tensor_batch={name: values[i] for name, values in self.non_tensor_batch.items()})


def names(settings, place=()):
    for name, value in settings.items():
        if isinstance(value, dict):
            yield from names(value, (*place, name))
        else:
            yield (*place, name)


def is_known(name, settings):
    for part in name:
        if not isinstance(settings, dict) or part not in settings:
            return False
        settings = settings[part]
    return True


def main():
    stub("omegaconf", DictConfig=dict, ListConfig=list)
    for package in ("verl", "verl.utils", "verl.utils.dataset", "verl.workers"):
        stub(package, DataProto=Answers)
    stub("verl.protocol", DataProto=Answers)
    stub("verl.utils.fs", copy_to_local=lambda src, **kwargs: src)
    external = own("verl.utils.import_utils")
    rewards = stub("verl.workers.reward_manager")
    own("verl.workers.reward_manager.abstract")
    rewards.register = own("verl.workers.reward_manager.registry").register
    manager_of = own("verl.workers.reward_manager.batch").BatchRewardManager

    job = json.loads((JOB / "job.json").read_text())
    exported = yaml.safe_load((JOB / "grpo.yaml").read_text())
    known = yaml.safe_load((VERL / "verl/trainer/config/_generated_ppo_trainer.yaml").read_text())
    ours = [n for n in names(exported) if n[0] not in ("hydra", "defaults")]
    unknown = [".".join(n) for n in ours if not is_known(n, known)]
    if unknown:
        raise SystemExit(f"grpo.yaml has names that verl has not: {unknown}")

    processor = AutoProcessor.from_pretrained(JOB / job["policy"])
    rows = own("verl.utils.dataset.rl_dataset").RLHFDataset(
        str(JOB / "train.parquet"), processor.tokenizer, dict(exported["data"], filter_overlong_prompts=False), processor)
    lengths = set()
    for i in range(min(len(rows), 8)):
        messages = rows[i]["raw_prompt"]
        kinds = [part["type"] for part in messages[0]["content"]]
        if kinds != ["image", "text"]:
            raise SystemExit(f"expected a picture and then the question, found {kinds}")
        text = processor.apply_chat_template(messages, add_generation_prompt=True, tokenize=False)
        lengths.add(len(processor(text=[text], images=[messages[0]["content"][0]["image"]])["input_ids"][0]))
    if max(lengths) > exported["data"]["max_prompt_length"]:
        raise SystemExit(f"prompts have {sorted(lengths)} tokens, max_prompt_length is {exported['data']['max_prompt_length']}")

    manager = manager_of(processor.tokenizer, 0, external.load_extern_object(str(JOB / "compute_score.py"), "compute_score"))
    source, batch = random.Random(1), exported["data"]["train_batch_size"]
    OUT.mkdir(parents=True, exist_ok=True)
    total = 0
    for step in range(len(rows) // batch):
        taken = [rows[step * batch + i] for i in range(batch) for _ in range(exported["actor_rollout_ref"]["rollout"]["n"])]
        source.shuffle(taken)
        said = [f"{source.uniform(0.9, 5.1):.2f}" if source.random() < 0.95 else "good" for _ in taken]
        ids = [processor.tokenizer(text)["input_ids"] for text in said]
        longest = max(map(len, ids))
        responses = torch.tensor([i + [processor.tokenizer.pad_token_id] * (longest - len(i)) for i in ids])
        mask = torch.tensor([[1] * (1 + len(i)) + [0] * (longest - len(i)) for i in ids])
        batch_of = Answers(
            dict(prompts=torch.zeros(len(ids), 1, dtype=torch.long), responses=responses, attention_mask=mask),
            {name: np.array([row[name] for row in taken], dtype=object) for name in ("data_source", "reward_model", "extra_info")})
        result = manager(batch_of, return_dict=True)
        scores = result["reward_tensor"].sum(-1).tolist()
        extra = result["reward_extra_info"]
        with open(OUT / f"{step + 1}.jsonl", "w") as file:
            for i, score in enumerate(scores):
                file.write(json.dumps(dict(input="", output=said[i], score=score, step=step + 1, picture=extra["picture"][i], partner=extra["partner"][i])) + "\n")
        total += len(scores)
    print(f"verl: {len(ours)} settings known, {len(rows)} rows read, prompts of {sorted(lengths)} tokens, {total} answers rewarded")


if __name__ == "__main__":
    main()
