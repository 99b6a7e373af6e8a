using Microsoft.Data.Analysis;

namespace EvoQuality.Presentation;

/// <summary>Builds a DataFrame from rows and named columns.</summary>
internal sealed class TableOf<T>(IEnumerable<T> rows)
{
    private readonly T[] _rows = [.. rows];
    private readonly List<DataFrameColumn> _columns = [];

    /// <summary>The table with the columns added so far, in their order.</summary>
    public DataFrame Frame => new(_columns);

    public TableOf<T> Text(string name, Func<T, string> value) => Add(new StringDataFrameColumn(name, _rows.Select(value)));

    public TableOf<T> Number(string name, Func<T, double?> value) => Add(new DoubleDataFrameColumn(name, _rows.Select(value)));

    public TableOf<T> Whole(string name, Func<T, int> value) => Add(new Int32DataFrameColumn(name, _rows.Select(value)));

    /// <summary>Whole numbers that may pass 2^31, such as the weights of a model.</summary>
    public TableOf<T> Count(string name, Func<T, long> value) => Add(new Int64DataFrameColumn(name, _rows.Select(value)));

    private TableOf<T> Add(DataFrameColumn column)
    {
        _columns.Add(column);
        return this;
    }
}
