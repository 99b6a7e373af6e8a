using EvoQuality.Evaluation;
using Microsoft.Data.Analysis;

namespace EvoQuality.Presentation;

public static partial class Tables
{
    /// <summary>A table of a report as a DataFrame of text.</summary>
    public static DataFrame Report(ReportTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        var frame = new TableOf<IReadOnlyList<ReportCell>>(table.Rows);
        for (var i = 0; i < table.Columns.Count; i++)
        {
            var column = i;
            frame.Text(table.Columns[column], row => row[column].Text);
        }

        return frame.Frame;
    }
}
