using EvoQuality.Foundations;
using EvoQuality.Generation;
using EvoQuality.Language;

namespace EvoQuality.Evaluation;

/// <summary>How images are scored for evaluation.</summary>
public sealed record ScoreOptions
{
    /// <summary>Direct answers or reasoning.</summary>
    [Setting("", SettingSource.Ours)]
    public AnswerStyle Style { get; init; } = AnswerStyle.Direct;

    /// <summary>Samples per image, N. The first is the single sample; all are the mean of N.</summary>
    [Setting("samples per image", SettingSource.Ours)]
    public int Samples { get; init; } = 32;

    /// <summary>Sampling temperature; the controls lower it.</summary>
    [Setting("", SettingSource.Relative, "VisualQuality-R1, verl")]
    public double Temperature { get; init; } = 1;

    /// <summary>Most tokens per answer.</summary>
    [Setting("tokens", SettingSource.Relative, "TRL")]
    public int MaxNewTokens { get; init; } = 512;

    /// <summary>The sampling part.</summary>
    public SamplingOptions Sampling => new() { Temperature = Temperature, MaxNewTokens = MaxNewTokens };
}
