namespace EvoQuality.Datasets.Benchmarks;

/// <summary>The checked labels of a benchmark.</summary>
/// <param name="File">The file (or folder) they came from.</param>
/// <param name="Labels">In the file's order.</param>
/// <param name="Scale">What the scores mean.</param>
public sealed record BenchmarkLabels(string File, IReadOnlyList<Label> Labels, MosScale Scale);
