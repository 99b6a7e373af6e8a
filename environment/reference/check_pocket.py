"""Ask transformers what the pocket policy says of the pictures that `EvoQuality.Benchmarks greedy FOLDER` wrote.

Usage: check_pocket.py POLICY_FOLDER FOLDER      Prints one JSON line; exits with 1 if a greedy token differs.
"""
import json, os, sys
import torch
from PIL import Image
from transformers import AutoProcessor, Qwen2_5_VLForConditionalGeneration

policy, folder = sys.argv[1], sys.argv[2]
model = Qwen2_5_VLForConditionalGeneration.from_pretrained(policy, dtype=torch.float32).eval()
processor = AutoProcessor.from_pretrained(policy)
cases = json.load(open(os.path.join(folder, "greedy.json")))["cases"]
different, ties = [], 0
for case in cases:
    pictures = [Image.open(os.path.join(folder, name)) for name in case["images"]]
    content = [{"type": "image"} for _ in pictures] + [{"type": "text", "text": case["text"]}]
    text = processor.apply_chat_template([{"role": "user", "content": content}], add_generation_prompt=True)
    inputs = processor(text=[text], images=pictures, return_tensors="pt")
    with torch.no_grad():
        out = model.generate(**inputs, max_new_tokens=40, do_sample=False, output_logits=True, return_dict_in_generate=True)
    ids = out.sequences[0, inputs["input_ids"].shape[1]:].tolist()
    if ids != case["ids"]:
        at = next(i for i, (a, b) in enumerate(zip(ids + [None], case["ids"] + [None])) if a != b)
        best = out.logits[at][0].topk(2).values
        if float(best[0] - best[1]) < 2e-4: ties += 1
        else: different.append(dict(ours=case["answer"], theirs=processor.decode(ids), at=at))
print(json.dumps(dict(cases=len(cases), different=len(different), ties=ties, first=different[:3])))
sys.exit(1 if different else 0)
