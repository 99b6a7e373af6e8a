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
    public static DataFrame Psychometric(PsychometricCurves curves)
    {
        ArgumentNullException.ThrowIfNull(curves);
        return new TableOf<PsychometricPoint>(curves.Points)
            .Text("distortion", p => p.Distortion.Name)
            .Whole("level", p => p.Level)
            .Number("pristine preferred", p => p.Preferred)
            .Number("preferred low", p => p.PreferredInterval?.Low)
            .Number("preferred high", p => p.PreferredInterval?.High)
            .Number("score", p => p.Score)
            .Number("score low", p => p.ScoreInterval?.Low)
            .Number("score high", p => p.ScoreInterval?.High)
            .Frame;
    }
}
