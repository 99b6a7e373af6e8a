"""Prompts as transformers' whole processor makes them from the published template, for ChatTemplate.

Usage: make_chat_fixture.py POCKET_FOLDER OUT_DIR     (tests/EvoQuality.Kernel.Tests/Fixtures/tokenizer; transformers 5.12)
POCKET_FOLDER is src/EvoQuality.Kernel/Pocket; its chat_template.jinja is ChatTemplate.Jinja. Writes chat.json: per case
the system line (null: none given), the picture tokens, the text, the rendered prompt and its ids.
"""
import hashlib, json, os, pathlib, sys
import numpy as np
from PIL import Image
from transformers import AutoProcessor

folder, out = sys.argv[1:]
template = (pathlib.Path(folder) / "chat_template.jinja").read_text()
processor = AutoProcessor.from_pretrained(folder)
sizes = [(56, 56), (112, 84), (200, 90), (57, 300)]
cases = []
for system in (None, "Deux lignes :\n naïve  ", ""):
    for count in (0, 1, 2, 4):
        for text in (" Which is better?\n\n", "图像\tquality 🙂"):
            images = [Image.fromarray(np.zeros((h, w, 3), np.uint8)) for w, h in sizes[:count]]
            messages = [] if system is None else [{"role": "system", "content": system}]
            messages.append({"role": "user", "content": [{"type": "image"}] * count + [{"type": "text", "text": text}]})
            prompt = processor.apply_chat_template(messages, chat_template=template, add_generation_prompt=True, tokenize=False)
            made = processor(text=[prompt], images=images or None, return_tensors="np")
            grids = made["image_grid_thw"].tolist() if images else []
            cases.append(dict(system=system, tokens=[t * h * w // 4 for t, h, w in grids], text=text, prompt=prompt,
                              ids=made["input_ids"][0].tolist()))
with open(os.path.join(out, "chat.json"), "w") as f:
    json.dump({"template_sha256": hashlib.sha256(template.encode()).hexdigest(), "cases": cases}, f, separators=(",", ":"))
    f.write("\n")
