namespace EvoQuality.Foundations;

/// <summary>Tells another what it is told, each stage under a name: that of the round, cell or policy it belongs to.</summary>
internal sealed class NamedProgress(IProgress<StageProgress> inner, string name) : IProgress<StageProgress>
{
    /// <summary>Null where nobody is told.</summary>
    public static NamedProgress? Of(IProgress<StageProgress>? inner, string name) => inner is null ? null : new NamedProgress(inner, name);

    /// <inheritdoc/>
    public void Report(StageProgress value) => inner.Report(value with { Stage = $"{name}: {value.Stage}" });
}
