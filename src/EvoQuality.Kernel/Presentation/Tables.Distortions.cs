using EvoQuality.Datasets;
using EvoQuality.Evaluation;
using EvoQuality.Foundations;
using EvoQuality.Imaging.Distortions.Graded;
using EvoQuality.Imaging.Quality;
using Microsoft.Data.Analysis;

namespace EvoQuality.Presentation;

/// <content>The graded distortions.</content>
public static partial class Tables
{
    /// <summary>Mean PSNR (dB) of each level of each graded distortion over some pristine pictures, and MS-SSIM of the last.</summary>
    /// <param name="pristine">Pictures of one size of 176 or more.</param>
    /// <param name="seed">Root of the random types' draws.</param>
    /// <param name="distortions">The rows; all 35 by default.</param>
    public static DataFrame FullReference(IReadOnlyList<IqaImage> pristine, SeedTree seed, IReadOnlyList<GradedDistortion>? distortions = null)
    {
        ArgumentNullException.ThrowIfNull(pristine);
        var pictures = pristine.Select(i => i.Load()).ToArray();
        var rows = (distortions ?? GradedCatalog.All).Select(d => (
            Distortion: d,
            Psnr: new double[GradedDistortion.LevelCount],
            Similarity: new double[GradedDistortion.LevelCount])).ToArray();
        Parallel.ForEach(rows, row =>
        {
            for (var level = 1; level <= GradedDistortion.LevelCount; level++)
            {
                var damaged = pictures.Select((p, i) => row.Distortion.Apply(p, level, seed.Child(i).Source())).ToArray();
                row.Psnr[level - 1] = pictures.Zip(damaged, Psnr.Of).Average();
                row.Similarity[level - 1] = pictures.Zip(damaged, MsSsim.Of).Average();
            }
        });
        var table = new TableOf<(GradedDistortion Distortion, double[] Psnr, double[] Similarity)>(rows).Text("distortion", r => r.Distortion.Name);
        for (var level = 1; level <= GradedDistortion.LevelCount; level++)
        {
            var at = level - 1;
            table.Number($"PSNR {level}, dB", r => r.Psnr[at]);
        }

        return table.Number("MS-SSIM 1", r => r.Similarity[0]).Number($"MS-SSIM {GradedDistortion.LevelCount}", r => r.Similarity[^1]).Frame;
    }

    /// <summary>Every point of psychometric curves with its 95 % intervals.</summary>
    public static DataFrame Psychometric(PsychometricCurves curves) => Psychometric([("", curves)], named: false);

    /// <summary>The same of several versions, one below the other.</summary>
    /// <param name="versions">Policies or rounds by name, in order.</param>
    public static DataFrame Psychometric(IReadOnlyList<(string Name, PsychometricCurves Curves)> versions) => Psychometric(versions, named: true);

    /// <summary>What changed from one version to another, the largest change of the preference first.</summary>
    public static DataFrame PsychometricChanges(IReadOnlyList<PsychometricChange> changes)
    {
        ArgumentNullException.ThrowIfNull(changes);
        return new TableOf<PsychometricChange>(changes.OrderByDescending(c => Math.Abs(c.Preferred ?? 0)))
            .Text("distortion", c => c.Distortion.Name)
            .Number("pristine preferred", c => c.Preferred)
            .Number("preferred low", c => c.PreferredInterval?.Low)
            .Number("preferred high", c => c.PreferredInterval?.High)
            .Number("fall in score", c => c.Fall)
            .Number("fall low", c => c.FallInterval?.Low)
            .Number("fall high", c => c.FallInterval?.High)
            .Frame;
    }

    private static DataFrame Psychometric(IReadOnlyList<(string Name, PsychometricCurves Curves)> versions, bool named)
    {
        ArgumentNullException.ThrowIfNull(versions);
        var table = new TableOf<(string Version, PsychometricPoint Point)>(versions.SelectMany(v => v.Curves.Points.Select(p => (v.Name, p))));
        if (named) table.Text("version", r => r.Version);
        return table
            .Text("distortion", r => r.Point.Distortion.Name)
            .Whole("level", r => r.Point.Level)
            .Number("pristine preferred", r => r.Point.Preferred)
            .Number("preferred low", r => r.Point.PreferredInterval?.Low)
            .Number("preferred high", r => r.Point.PreferredInterval?.High)
            .Number("score", r => r.Point.Score)
            .Number("score low", r => r.Point.ScoreInterval?.Low)
            .Number("score high", r => r.Point.ScoreInterval?.High)
            .Frame;
    }
}
