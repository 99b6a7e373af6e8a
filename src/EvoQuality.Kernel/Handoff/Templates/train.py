"""Trains the policy of this job with TRL's GRPOTrainer.

    accelerate launch --config_file accelerate.yaml train.py --config grpo.yaml

Everything in grpo.yaml is a field of TRL's GRPOConfig and may be changed, except what keeps the two pictures of a pair in one
step: shuffle_dataset must stay false, and processes x per_device_train_batch_size x gradient_accumulation_steps must stay
the answers of a step (2 x pairs_per_step x group of job.json). The reward stops the training where that is broken.

The trained policy is written to <output_dir>/policy in the published layout; every answer with the reward that TRL used to
<output_dir>/completions, for `evoquality export check`.
"""
import json
from pathlib import Path

from accelerate import PartialState
from accelerate.utils import gather_object
from datasets import Dataset, Image
from transformers import AutoModelForImageTextToText, AutoProcessor
from trl import GRPOConfig, GRPOTrainer, TrlParser

from fidelity import FidelityReward, check_pictures

JOB = Path(__file__).resolve().parent
# A policy that draws a token of pictures gets an answer that TRL cannot read back ("Image features and image tokens do not match").
NEVER = ["<|vision_start|>", "<|vision_end|>", "<|vision_pad|>", "<|image_pad|>", "<|video_pad|>"]
SETTINGS = json.loads((JOB / "job.json").read_text(encoding="utf-8"))
REWARD = FidelityReward.of_folder(JOB)


def fidelity_reward(completions, picture, partner, preference, step, log_extra, **kwargs):
    """TRL calls this in every process with the answers of its own prompts; a picture's partner may be with another process."""
    mine = list(zip(picture, partner, preference, step, (completion[0]["content"] for completion in completions)))
    everyone = gather_object(mine)
    expected = 2 * SETTINGS["pairs_per_step"] * SETTINGS["group"]
    if len(everyone) != expected or len({row[3] for row in everyone}) != 1:
        raise RuntimeError(
            f"expected the {expected} answers of one step, found {len(everyone)} of the steps {sorted({row[3] for row in everyone})}: "
            "shuffle_dataset must be false, and processes x per_device_train_batch_size x gradient_accumulation_steps as exported")
    pictures, partners, preferences, _, texts = zip(*everyone)
    rewards = REWARD.rewards(pictures, partners, preferences, texts)
    log_extra("picture", list(picture))
    log_extra("partner", list(partner))
    first = PartialState().process_index * len(mine)
    return rewards[first:first + len(mine)]


def main():
    args, = TrlParser(GRPOConfig).parse_args_and_config()
    check_pictures(JOB)
    rows = [json.loads(line) for line in (JOB / "prompts.jsonl").read_text(encoding="utf-8").splitlines()]
    data = Dataset.from_list([row | dict(image=str(JOB / row["image"])) for row in rows]).cast_column("image", Image())
    processor = AutoProcessor.from_pretrained(JOB / SETTINGS["policy"])
    if not args.use_vllm:
        args.generation_kwargs = dict(suppress_tokens=processor.tokenizer.convert_tokens_to_ids(NEVER)) | (args.generation_kwargs or {})
    trainer = GRPOTrainer(
        model=str(JOB / SETTINGS["policy"]), reward_funcs=fidelity_reward, args=args, train_dataset=data, processing_class=processor)
    if SETTINGS["reference"] is not None:
        frozen = AutoModelForImageTextToText.from_pretrained(JOB / SETTINGS["reference"], **args.model_init_kwargs)
        trainer.accelerator.unwrap_model(trainer.ref_model).load_state_dict(frozen.state_dict())
    trainer.train()
    trainer.save_model(Path(args.output_dir) / "policy")


if __name__ == "__main__":
    main()
