using System.Globalization;
using EvoQuality.Foundations;

namespace EvoQuality.Evolution.Studies;

/// <summary>
/// How often the test photographs were looked at: a CSV file that is committed, a line for each look, written before it. The
/// same cells of the same study folder looked at again (after a stop) are the same look.
/// </summary>
/// <param name="file">The CSV file.</param>
public sealed class TestTouches(string file)
{
    private const string Header = "touch,date,study,cells,kit\n";
    private const string MarkName = "touched.txt";

    /// <summary>Looks so far.</summary>
    /// <exception cref="FileNotFoundException">There is no such file: a look that is not counted is not made.</exception>
    public int Count => Lines().Length;

    /// <summary>Counts a look, unless it is one that was counted.</summary>
    /// <param name="folder">The study.</param>
    /// <param name="cells">What looks; cells that are not done are passed over.</param>
    /// <param name="today">The date to write.</param>
    /// <returns>True if it was counted now.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidOperationException">None of the cells is done: there is nothing to look with.</exception>
    public bool Add(StudyFolder folder, IEnumerable<StudyCell> cells, DateOnly today)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var lines = Lines();
        string[] looking = [.. cells.Where(folder.IsDone).Select(c => c.Name)];
        if (looking.Length == 0) throw new InvalidOperationException($"{folder.Folder.FullPath}: no such cell of {folder.Study.Name} is done, so there is nothing to judge.");
        var mark = folder.Folder.File(MarkName);
        string[] counted = File.Exists(mark) ? File.ReadAllLines(mark) : [];
        if (!looking.Except(counted).Any()) return false;
        var line = CsvText.Row([lines.Length + 1, today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), folder.Study.Name, looking.Length, KitVersions.All["evoquality"]]);
        AtomicFile.WriteAllText(file, Header + string.Concat(lines.Select(l => l + "\n")) + line);
        AtomicFile.WriteAllText(mark, string.Join('\n', counted.Union(looking)));
        return true;
    }

    private string[] Checked(string[] all) => all is [var header, ..] && header + "\n" == Header
        ? all[1..]
        : throw new InvalidDataException($"{file}: expected the header {Header.TrimEnd()}, found {all.FirstOrDefault() ?? "nothing"}.");

    private string[] Lines() => File.Exists(file)
        ? Checked(File.ReadAllLines(file))
        : throw new FileNotFoundException($"{file}: expected the file that counts looks at the test photographs, found none; run this from the root of the checkout.", file);
}
