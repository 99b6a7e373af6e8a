namespace EvoQuality.Language;

/// <summary>A prompt's ids and where its images' placeholder tokens lie.</summary>
/// <param name="Ids">All ids, ending after "assistant" and its line break.</param>
/// <param name="ImageSpans">Per image, the first <c>&lt;|image_pad|&gt;</c> and how many there are.</param>
public sealed record PromptTokens(int[] Ids, IReadOnlyList<(int Start, int Count)> ImageSpans);

/// <summary>
/// Qwen2.5-VL's published template for one user turn whose images come first, with the generation prompt. Text is
/// encoded without control tokens, so nothing a user writes can open a turn or insert an image.
/// </summary>
public static class ChatTemplate
{
    /// <summary>The system line that the published template inserts when a conversation has none.</summary>
    public const string DefaultSystem = "You are a helpful assistant.";

    /// <summary>The published template itself (Jinja), which transformers reads from a model's folder.</summary>
    public const string Jinja =
        "{% set image_count = namespace(value=0) %}{% set video_count = namespace(value=0) %}"
        + "{% for message in messages %}"
        + "{% if loop.first and message['role'] != 'system' %}<|im_start|>system\nYou are a helpful assistant.<|im_end|>\n{% endif %}"
        + "<|im_start|>{{ message['role'] }}\n"
        + "{% if message['content'] is string %}{{ message['content'] }}<|im_end|>\n"
        + "{% else %}{% for content in message['content'] %}"
        + "{% if content['type'] == 'image' or 'image' in content or 'image_url' in content %}"
        + "{% set image_count.value = image_count.value + 1 %}"
        + "{% if add_vision_id %}Picture {{ image_count.value }}: {% endif %}<|vision_start|><|image_pad|><|vision_end|>"
        + "{% elif content['type'] == 'video' or 'video' in content %}"
        + "{% set video_count.value = video_count.value + 1 %}"
        + "{% if add_vision_id %}Video {{ video_count.value }}: {% endif %}<|vision_start|><|video_pad|><|vision_end|>"
        + "{% elif 'text' in content %}{{ content['text'] }}{% endif %}{% endfor %}<|im_end|>\n{% endif %}{% endfor %}"
        + "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}";

    /// <summary>Ids of one user turn: images, text, and the opening of the assistant's turn.</summary>
    /// <param name="tokenizer">Encodes the text.</param>
    /// <param name="text">What the user says after the images.</param>
    /// <param name="imageTokenCounts">Placeholders per image (merged patches), each at least 1; empty for text alone.</param>
    /// <param name="system">The system line; null leaves the system turn out, which the published template cannot.</param>
    public static PromptTokens Build(
        QwenTokenizer tokenizer, string text, IReadOnlyList<int> imageTokenCounts, string? system = DefaultSystem)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(imageTokenCounts);
        var (special, ids, spans) = (tokenizer.Special, new List<int>(), new List<(int, int)>());
        if (system is not null)
        {
            ids.Add(special.ImStart);
            ids.AddRange(tokenizer.Encode($"system\n{system}"));
            ids.Add(special.ImEnd);
            ids.AddRange(tokenizer.Encode("\n"));
        }

        ids.Add(special.ImStart);
        if (imageTokenCounts.Count == 0)
        {
            ids.AddRange(tokenizer.Encode($"user\n{text}"));
        }
        else
        {
            ids.AddRange(tokenizer.Encode("user\n"));
            foreach (var count in imageTokenCounts) spans.Add(AddImage(ids, special, count));
            ids.AddRange(tokenizer.Encode(text));
        }

        ids.Add(special.ImEnd);
        ids.AddRange(tokenizer.Encode("\n"));
        ids.Add(special.ImStart);
        ids.AddRange(tokenizer.Encode("assistant\n"));
        return new PromptTokens([.. ids], spans);
    }

    private static (int Start, int Count) AddImage(List<int> ids, SpecialTokens special, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1, "imageTokenCounts");
        ids.Add(special.VisionStart);
        var start = ids.Count;
        ids.AddRange(Enumerable.Repeat(special.ImagePad, count));
        ids.Add(special.VisionEnd);
        return (start, count);
    }
}
