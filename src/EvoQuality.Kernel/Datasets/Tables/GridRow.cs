namespace EvoQuality.Datasets.Tables;

/// <summary>One row of a table: its line in the file (from 1) and its cells as text.</summary>
internal readonly record struct GridRow(int Line, IReadOnlyList<string> Cells);
