using System.Globalization;
using EvoQuality.Datasets;
using EvoQuality.Foundations;

namespace EvoQuality.Evolution.Studies;

/// <summary>
/// BIQ2021's photographs in a study: 1,600 of the training photographs to evolve on, the other 400
/// (<see cref="BiqSubset.Development"/>) to judge by. The 800 test photographs are not in it.
/// </summary>
public static class StudyPhotographs
{
    /// <summary>Side of the middle that is taken of every photograph: the pocket policy's picture, so that nothing is shrunk.</summary>
    private const int Side = 224;

    /// <summary>Writes the two parts as label files into the study's folder and names them in the set-up.</summary>
    /// <param name="study">A study on photographs.</param>
    /// <param name="data">Folder of the cut, with <c>images/</c> and <c>train.csv</c> (<see cref="BiqSubset.Cut(string, string, IProgress{StageProgress}?, CancellationToken)"/>).</param>
    /// <param name="folder">The study's folder.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such data folder.</exception>
    /// <exception cref="InvalidDataException">A photograph of the development part is not in train.csv.</exception>
    public static Study With(Study study, string data, RunFolder folder)
    {
        ArgumentNullException.ThrowIfNull(study);
        ArgumentNullException.ThrowIfNull(folder);
        data = Path.GetFullPath(data);
        var (images, labels) = (Path.Combine(data, "images"), Path.Combine(data, "train.csv"));
        if (!Directory.Exists(images) || !File.Exists(labels))
            throw new DirectoryNotFoundException($"{data}: expected the cut of BIQ2021 with images/ and train.csv (evoquality dataset cut biq2021 makes it), found none.");
        var rows = LabelFile.Read(labels);
        var held = BiqSubset.Development.ToHashSet(StringComparer.OrdinalIgnoreCase);
        var development = rows.Where(r => held.Contains(r.FileName)).ToArray();
        if (development.Length != held.Count)
            throw new InvalidDataException($"{labels}: expected the {held.Count} photographs of the development part, found {development.Length} of them.");
        Write("pool.csv", rows.Where(r => !held.Contains(r.FileName)));
        Write("development.csv", development);
        return study with
        {
            Base = study.Base with { Images = images, Labels = folder.File("pool.csv"), TestLabels = folder.File("development.csv"), Crop = Side },
        };

        void Write(string name, IEnumerable<Label> part) => AtomicFile.WriteAllText(
            folder.File(name), string.Concat(part.Take(study.MostPhotographs ?? int.MaxValue).Select(r => string.Create(CultureInfo.InvariantCulture, $"{r.FileName},{r.Mos:F6}\n")).Prepend("image,mos\n")));
    }
}
