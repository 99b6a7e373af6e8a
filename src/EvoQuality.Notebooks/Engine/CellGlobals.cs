using Microsoft.AspNetCore.Html;

namespace EvoQuality.Notebooks;

/// <summary>
/// What a cell can say without a prefix: <c>display</c> and <c>HTML</c> as in upstream, and where and how it
/// runs.
/// </summary>
public sealed class CellGlobals
{
    private readonly CellOutputs _outputs;
    private readonly string _runFolder;
    private CancellationToken _cancellation;

    internal CellGlobals(CellOutputs outputs, string runFolder)
    {
        _outputs = outputs;
        _runFolder = runFolder;
    }

    /// <summary>
    /// Folder of this run: checkpoints, tables and logs go here; made when it is first asked for. The runner sets the variable
    /// <c>EVO_RUN_FOLDER</c> to the same.
    /// </summary>
    public string RunFolder => Directory.CreateDirectory(_runFolder).FullName;

    /// <summary>Set when the person pressed Ctrl-C or interrupted the kernel; long stages look at it and stop cleanly.</summary>
    public CancellationToken Cancellation
    {
        get
        {
            CancellationWasRead = true;
            return _cancellation;
        }
        internal set
        {
            if (value != _cancellation) CancellationWasRead = false;
            _cancellation = value;
        }
    }

    internal bool CancellationWasRead { get; private set; }

    internal Func<string, bool, string>? Answer { get; set; }

    /// <summary>Shows a value in the output of the running cell.</summary>
    /// <param name="value">Anything a formatter knows.</param>
    /// <returns>A handle whose <see cref="DisplayedValue.Update"/> shows another value in the same place.</returns>
    public DisplayedValue display(object value) => _outputs.Display(value);

    /// <summary>Removes what the running cell has shown so far.</summary>
    /// <param name="wait">True waits for the next output, so that nothing flickers.</param>
    public void clear_output(bool wait = false) => _outputs.Clear(wait);

    /// <summary>Asks the person at the notebook for a line of text.</summary>
    /// <param name="prompt">What is asked.</param>
    /// <param name="password">True hides what is typed.</param>
    /// <exception cref="InvalidOperationException">Nobody can be asked: the notebook runs without a front end that answers.</exception>
    public string input(string prompt = "", bool password = false) =>
        (Answer ?? throw new InvalidOperationException(
            "Nobody can be asked for input here: write the value into the cell, or into the cell of parameters."))(prompt, password);

    /// <summary>HTML that is shown as it is, as a trailing expression or through <see cref="display"/>.</summary>
    public IHtmlContent HTML(string content) => new HtmlString(content);

    /// <summary>Text with Markdown's marks and formulas, shown as a text cell would be.</summary>
    public MarkdownValue Markdown(string text) => new(text);

    /// <summary>A formula in TeX, without dollar signs.</summary>
    public LatexValue LaTeX(string formula) => new(formula);
}
