using System.Globalization;
using Parquet;
using Parquet.Schema;

namespace EvoQuality.Datasets.Tables;

/// <summary>The columns of text and numbers of a Parquet file as a table; columns of other kinds stay empty.</summary>
internal static class ParquetTable
{
    /// <summary>Reads a file; lines are counted from 1 for the first row, for there is no header line.</summary>
    public static Grid Read(string file)
    {
        if (!File.Exists(file)) throw new FileNotFoundException($"{file}: expected a Parquet file, found no such file.", file);
        try
        {
            return ReadAsync(file).GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is ParquetException or IOException or InvalidDataException or ArgumentException or IndexOutOfRangeException or NotSupportedException)
        {
            throw new InvalidDataException($"{file}: expected a Parquet file, found a damaged or truncated one ({e.Message.TrimEnd('.')}).", e);
        }
    }

    private static async Task<Grid> ReadAsync(string file)
    {
        await using var reader = await ParquetReader.CreateAsync(file).ConfigureAwait(false);
        var fields = reader.Schema.GetDataFields();
        var rows = new List<GridRow>();
        for (var g = 0; g < reader.RowGroupCount; g++)
        {
            using var group = reader.OpenRowGroupReader(g);
            var columns = new List<string[]>();
            foreach (var field in fields) columns.Add(await TextsAsync(group, field).ConfigureAwait(false));
            for (var r = 0; r < (int)group.RowCount; r++) rows.Add(new GridRow(rows.Count + 1, [.. columns.Select(c => c[r])]));
        }

        return new Grid(file, [.. fields.Select(f => f.Name)], 0, rows);
    }

    private static Task<string[]> TextsAsync(ParquetRowGroupReader group, DataField field) => field.ClrType switch
    {
        _ when field.MaxRepetitionLevel > 0 => Empty(group),
        var t when t == typeof(ReadOnlyMemory<char>) => StringsAsync(group, field),
        var t when t == typeof(double) => NumbersAsync<double>(group, field),
        var t when t == typeof(float) => NumbersAsync<float>(group, field),
        var t when t == typeof(int) => NumbersAsync<int>(group, field),
        var t when t == typeof(long) => NumbersAsync<long>(group, field),
        _ => Empty(group),
    };

    private static Task<string[]> Empty(ParquetRowGroupReader group) => Task.FromResult(Enumerable.Repeat("", (int)group.RowCount).ToArray());

    private static async Task<string[]> StringsAsync(ParquetRowGroupReader group, DataField field)
    {
        var texts = new string?[(int)group.RowCount];
        await group.ReadAsync(field, texts.AsMemory()).ConfigureAwait(false);
        return Array.ConvertAll(texts, t => t ?? "");
    }

    private static async Task<string[]> NumbersAsync<T>(ParquetRowGroupReader group, DataField field)
        where T : unmanaged, IFormattable
    {
        if (field.IsNullable)
        {
            var some = new T?[(int)group.RowCount];
            await group.ReadAsync<T>(field, some.AsMemory()).ConfigureAwait(false);
            return Array.ConvertAll(some, v => v?.ToString("R", CultureInfo.InvariantCulture) ?? "");
        }

        var all = new T[(int)group.RowCount];
        await group.ReadAsync<T>(field, all.AsMemory()).ConfigureAwait(false);
        return Array.ConvertAll(all, v => v.ToString(typeof(T) == typeof(double) || typeof(T) == typeof(float) ? "R" : null, CultureInfo.InvariantCulture));
    }
}
