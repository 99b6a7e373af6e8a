using EvoQuality.Foundations;
using EvoQuality.Imaging.Distortions.Graded;
using EvoQuality.Voting;

namespace EvoQuality.Evaluation;

/// <summary>How psychometric curves are measured.</summary>
public sealed record PsychometricOptions
{
    /// <summary>The rows; default all 35.</summary>
    [Setting("", SettingSource.Ours)]
    public IReadOnlyList<GradedDistortion> Distortions { get; init; } = GradedCatalog.All;

    /// <summary>Levels 1 to 5 that are measured, ascending; default all.</summary>
    [Setting("levels", SettingSource.Ours)]
    public IReadOnlyList<int> Levels { get; init; } = [1, 2, 3, 4, 5];

    /// <summary>Votes on the pristine picture against the distorted one. Default 32, half of them each way round.</summary>
    public VoteOptions Votes { get; init; } = new() { Order = PairOrder.Balanced };

    /// <summary>Scores; the expected score counts where it can be read, else the mean of the samples. Default one sample.</summary>
    public ScoreOptions Scores { get; init; } = new() { Samples = 1 };

    /// <summary>Bootstrap resamples over the pristine pictures; default 1,000.</summary>
    [Setting("resamples", SettingSource.Ours)]
    public int Resamples { get; init; } = 1000;

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="ArgumentException">All faults in one message.</exception>
    public void Validate()
    {
        var faults = new List<string>();
        if (Distortions.Count == 0) faults.Add("Distortions is empty");
        if (Levels.Count == 0 || Levels.Any(l => l is < 1 or > GradedDistortion.LevelCount)) faults.Add($"Levels is [{string.Join(", ", Levels)}], expected some of 1 to {GradedDistortion.LevelCount}");
        if (Resamples < 1) faults.Add($"Resamples is {Resamples}, expected 1 or more");
        if (faults.Count > 0) throw new ArgumentException("Psychometric options: " + string.Join("; ", faults) + ".");
        Votes.Validate();
    }
}
