using Microsoft.AspNetCore.Html;

namespace EvoQuality.Notebooks;

/// <summary>
/// What a cell can say without a prefix: <c>display</c> and <c>HTML</c> as in upstream, and where and how it
/// runs.
/// </summary>
public sealed class CellGlobals
{
    private readonly CellOutputs _outputs;

    internal CellGlobals(CellOutputs outputs, string runFolder)
    {
        _outputs = outputs;
        RunFolder = runFolder;
    }

    /// <summary>
    /// Folder of this run: checkpoints, tables and logs go here. Same as the variable <c>EVO_RUN_FOLDER</c>.
    /// </summary>
    public string RunFolder { get; }

    /// <summary>Set when the person pressed Ctrl-C; long stages look at it and stop cleanly.</summary>
    public CancellationToken Cancellation { get; internal set; }

    /// <summary>Shows a value in the output of the running cell.</summary>
    /// <param name="value">Anything a formatter knows.</param>
    /// <returns>A handle whose <see cref="DisplayedValue.Update"/> shows another value in the same place.</returns>
    public DisplayedValue display(object value) => _outputs.Display(value);

    /// <summary>HTML that is shown as it is, as a trailing expression or through <see cref="display"/>.</summary>
    public IHtmlContent HTML(string content) => new HtmlString(content);
}
