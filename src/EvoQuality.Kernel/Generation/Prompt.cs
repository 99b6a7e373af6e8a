using EvoQuality.Datasets;

namespace EvoQuality.Generation;

/// <summary>What a policy is asked: images first, then text.</summary>
/// <param name="Images">One image to score, two to compare.</param>
/// <param name="Text">The question (see <see cref="EvoQuality.Language.Prompts"/>).</param>
public sealed record Prompt(IReadOnlyList<IqaImage> Images, string Text);
