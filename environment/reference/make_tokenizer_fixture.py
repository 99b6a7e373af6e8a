"""Golden ids of the pocket tokenizer, made by transformers. Usage: make_tokenizer_fixture.py POCKET_FOLDER OUT_FOLDER

POCKET_FOLDER is written by PocketTokenizer.Write (C#). OUT_FOLDER gets its tokenizer.json and golden.json: texts with
ids (control tokens read as such, and as plain text), the text of the first half of the ids, and a rendered prompt.
"""
import json
import pathlib
import random
import shutil
import sys

from transformers import AutoTokenizer

SPECIALS = ["<|im_end|>", "<|image_pad|>", "<|vision_start|>"]
WORDS = ["quality", "image", "'s", "'LL", "'ſ", "don't", " ", "  ", "\n\n", "\r\n", "\t", "3.52", "\\boxed{", "</think>",
         "naïve", "e\u0301", "\u0958", "\u212b", "각", "\u1100\u1161\u11a8", "a\u0323\u0307", "図像质量", "עברית", "Größe",
         "𝒜𝒷", "𝟗", "𠀀", "🙂👍🏽", "\u00a0", "\u3000", "\u0085", "\x00", "\u200b", "½", "Ⅷ", "==", "...", "?!"]


def random_text(draw):
    def piece():
        if draw.random() < 0.1:
            return draw.choice(SPECIALS)
        return draw.choice(WORDS) if draw.random() < 0.7 else chr(draw.randrange(32, 127))
    return "".join(piece() for _ in range(draw.randrange(1, 16)))


def main(pocket, out):
    tokenizer = AutoTokenizer.from_pretrained(pocket)
    draw = random.Random(2509)
    texts = [random_text(draw) for _ in range(200)]
    texts += ["", " ", "\n", "Hello world", "  leading  spaces\n\n\ttabs 12345 don't",
              "You are performing an image quality assessment task. Compare the two images."]
    cases = []
    for text in texts:
        ids = tokenizer(text)["input_ids"]
        cases.append({"text": text, "ids": ids, "plain": tokenizer(text, split_special_tokens=True)["input_ids"],
                      "half": tokenizer.decode(ids[:len(ids) // 2]),
                      "half_skip": tokenizer.decode(ids[:len(ids) // 2], skip_special_tokens=True)})
    message = {"role": "user", "content": [{"type": "image"}, {"type": "image"}, {"type": "text", "text": "Which is 0?"}]}
    chat = tokenizer.apply_chat_template([message], add_generation_prompt=True, tokenize=True, return_dict=True)["input_ids"]
    text_only = tokenizer.apply_chat_template([{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hi."}],
                                              add_generation_prompt=True, tokenize=True, return_dict=True)["input_ids"]
    out = pathlib.Path(out)
    out.mkdir(parents=True, exist_ok=True)
    shutil.copy(pathlib.Path(pocket) / "tokenizer.json", out / "tokenizer.json")
    golden = {"cases": cases, "chat_two_images": chat, "chat_system_text": text_only}
    (out / "golden.json").write_text(json.dumps(golden, separators=(",", ":")).replace('},{"text"', '},\n{"text"') + "\n")


main(*sys.argv[1:])
