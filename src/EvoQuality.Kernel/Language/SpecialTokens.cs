namespace EvoQuality.Language;

/// <summary>Ids of the eight control tokens that Qwen2.5-VL's template and vision placeholders need.</summary>
/// <param name="EndOfText"><c>&lt;|endoftext|&gt;</c>, also the padding token.</param>
/// <param name="ImStart"><c>&lt;|im_start|&gt;</c>, opens a turn.</param>
/// <param name="ImEnd"><c>&lt;|im_end|&gt;</c>, closes a turn; the end-of-sequence token.</param>
/// <param name="VisionStart"><c>&lt;|vision_start|&gt;</c>.</param>
/// <param name="VisionEnd"><c>&lt;|vision_end|&gt;</c>.</param>
/// <param name="VisionPad"><c>&lt;|vision_pad|&gt;</c>.</param>
/// <param name="ImagePad"><c>&lt;|image_pad|&gt;</c>, one per merged image patch.</param>
/// <param name="VideoPad"><c>&lt;|video_pad|&gt;</c>.</param>
public sealed record SpecialTokens(
    int EndOfText, int ImStart, int ImEnd, int VisionStart, int VisionEnd, int VisionPad, int ImagePad, int VideoPad)
{
    internal static SpecialTokens Find(TokenizerFiles files)
    {
        return new SpecialTokens(
            Id("<|endoftext|>"), Id("<|im_start|>"), Id("<|im_end|>"), Id("<|vision_start|>"), Id("<|vision_end|>"),
            Id("<|vision_pad|>"), Id("<|image_pad|>"), Id("<|video_pad|>"));

        int Id(string content) => files.Added.FirstOrDefault(token => token.Content == content)?.Id
            ?? throw new InvalidDataException($"{files.AddedPath} has no added token {content}, which Qwen2.5-VL prompts need.");
    }
}
