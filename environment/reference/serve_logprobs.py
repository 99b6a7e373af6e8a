"""A small OpenAI-compatible server over transformers that tells log-probabilities, its fields spelled as vLLM spells them.

Usage: serve_logprobs.py MODEL_FOLDER [--host 127.0.0.1] [--port 8000] [--name NAME] [--max-logprobs 20] [--images 2] [--suppress] [--key KEY_VARIABLE]

Takes n, seed, temperature, top_p, top_k (-1 or 0: all), min_p (0), repetition_penalty (1), max_tokens, logprobs, top_logprobs,
continue_final_message and add_generation_prompt. Log-probabilities are of the logits as the model gives them, before temperature;
with --suppress of those without vision tokens and ids beyond the tokenizer, which EvoQuality's own policy never emits.
"""
import argparse, base64, io, os, threading, time, uuid

import torch, uvicorn
from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import JSONResponse
from PIL import Image
from transformers import AutoProcessor, GenerationConfig, Qwen2_5_VLForConditionalGeneration

arguments = argparse.ArgumentParser()
arguments.add_argument("folder")
arguments.add_argument("--host", default="127.0.0.1")
arguments.add_argument("--port", type=int, default=8000)
arguments.add_argument("--name")
arguments.add_argument("--max-logprobs", type=int, default=20)
arguments.add_argument("--images", type=int, default=2)
arguments.add_argument("--suppress", action="store_true")
arguments.add_argument("--key", help="environment variable that holds the key clients must send")
given = arguments.parse_args()
name, key = given.name or given.folder, os.environ[given.key] if given.key else None
model = Qwen2_5_VLForConditionalGeneration.from_pretrained(given.folder, dtype=torch.float32).eval()
processor = AutoProcessor.from_pretrained(given.folder)
tokenizer, ending = processor.tokenizer, model.generation_config.eos_token_id
suppressed = [
    *(tokenizer.convert_tokens_to_ids(f"<|{t}|>") for t in ("vision_start", "vision_end", "vision_pad", "image_pad", "video_pad")),
    *range(len(tokenizer), model.config.get_text_config().vocab_size),
] if given.suppress else []
one_at_a_time = threading.Lock()
app = FastAPI()
KNOWN = {"model", "messages", "n", "seed", "temperature", "top_p", "top_k", "min_p", "repetition_penalty", "max_tokens", "logprobs",
         "top_logprobs", "continue_final_message", "add_generation_prompt"}


def fail(status, message):
    raise HTTPException(status, message)


@app.exception_handler(HTTPException)
def told(_, e):
    return JSONResponse({"error": {"message": e.detail, "type": "BadRequestError", "param": None, "code": e.status_code}}, e.status_code)


def check_key(request):
    if key and request.headers.get("authorization") != "Bearer " + key: fail(401, "Unauthorized")


def picture(url):
    if not url.startswith("data:image/"): fail(400, "only data URLs of images are taken")
    try:
        return Image.open(io.BytesIO(base64.b64decode(url.split(",", 1)[1]))).convert("RGB")
    except Exception as e:
        fail(400, f"cannot identify image file: {e}")


def read(messages):
    """Messages for the template, and their pictures in order."""
    turns, pictures = [], []
    for message in messages:
        parts = message["content"] if isinstance(message["content"], list) else [{"type": "text", "text": message["content"]}]
        pictures += [picture(p["image_url"]["url"]) for p in parts if p["type"] == "image_url"]
        turns.append({"role": message["role"], "content": [{"type": "image"} if p["type"] == "image_url" else p for p in parts]})
    if len(pictures) > given.images: fail(400, f"At most {given.images} image(s) may be provided in one prompt.")
    return turns, pictures


def token(id, log_prob):
    text = tokenizer.decode([id])
    return {"token": text, "logprob": max(float(log_prob), -9999.0), "bytes": list(text.encode())}


def likeliest(id, logits, count):
    logits = logits.double()
    logits[suppressed] = -torch.inf
    log_probs = torch.log_softmax(logits, -1)
    best = log_probs.topk(count)
    top = [token(int(i), p) for p, i in zip(best.values, best.indices)]
    return {**token(id, log_probs[id]), "top_logprobs": top if id in best.indices else [*top, token(id, log_probs[id])]}


@app.get("/health")
def health():
    return {}


@app.get("/v1/models")
def models(request: Request):
    check_key(request)
    return {"object": "list", "data": [{"id": name, "object": "model"}]}


@app.post("/v1/chat/completions")
def complete(body: dict, request: Request):  # FastAPI runs it on a thread of its own
    check_key(request)
    if body.get("model") != name: fail(404, f"The model `{body.get('model')}` does not exist.")
    if set(body) - KNOWN: fail(400, f"unknown fields: {sorted(set(body) - KNOWN)}")
    if body.get("min_p", 0) != 0 or body.get("repetition_penalty", 1) != 1: fail(400, "min_p and repetition_penalty are taken as 0 and 1 only")
    top = body.get("top_logprobs", 0) if body.get("logprobs") else 0
    if top > given.max_logprobs: fail(400, f"Requested sample logprobs of {top}, which is greater than max allowed: {given.max_logprobs}")
    turns, pictures = read(body["messages"])
    going_on = body.get("continue_final_message", False)
    text = processor.apply_chat_template(
        turns, tokenize=False, add_generation_prompt=body.get("add_generation_prompt", not going_on), continue_final_message=going_on)
    inputs = processor(text=[text], images=pictures or None, return_tensors="pt")
    temperature, n, length = body.get("temperature", 1.0), body.get("n", 1), body.get("max_tokens", 16)
    sampling = dict(do_sample=True, temperature=temperature, top_p=body.get("top_p", 1.0), top_k=max(0, body.get("top_k", 0)), num_return_sequences=n)
    config = GenerationConfig(
        max_new_tokens=length, eos_token_id=ending, pad_token_id=model.generation_config.pad_token_id, output_logits=True,
        return_dict_in_generate=True, repetition_penalty=1.0, suppress_tokens=suppressed or None, **(sampling if temperature > 0 else dict(do_sample=False)))
    with one_at_a_time, torch.no_grad():
        torch.manual_seed(body.get("seed", uuid.uuid4().int >> 65))
        out = model.generate(**inputs, generation_config=config)
    start, choices = inputs["input_ids"].shape[1], []
    for i in range(n):
        row = i if temperature > 0 else 0
        ids = out.sequences[row, start:].tolist()
        ends = next((at for at, id in enumerate(ids) if id in ending), None)
        ids = ids if ends is None else ids[: ends + 1]
        choices.append({
            "index": i,
            "message": {"role": "assistant", "content": tokenizer.decode(ids, skip_special_tokens=True)},
            "finish_reason": "length" if ends is None else "stop",
            "logprobs": {"content": [likeliest(id, out.logits[at][row], top) for at, id in enumerate(ids)]} if body.get("logprobs") else None,
            "tokens": len(ids),
        })
    answered = sum(c.pop("tokens") for c in choices)
    return {
        "id": f"chatcmpl-{uuid.uuid4().hex}", "object": "chat.completion", "created": int(time.time()), "model": name, "choices": choices,
        "usage": {"prompt_tokens": start, "completion_tokens": answered, "total_tokens": start + answered},
    }


uvicorn.run(app, host=given.host, port=given.port, log_level="warning")
