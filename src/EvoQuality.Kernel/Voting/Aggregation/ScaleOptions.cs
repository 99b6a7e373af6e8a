using EvoQuality.Foundations;

namespace EvoQuality.Voting.Aggregation;

/// <summary>How scores are estimated from votes.</summary>
public sealed record ScaleOptions
{
    /// <summary>The choice model. Default Thurstone's case V, the model behind the paper's Eq. 2.</summary>
    [Setting("", SettingSource.Paper)]
    public ChoiceModel Model { get; init; } = ChoiceModel.Thurstone;

    /// <summary>
    /// Deviation of the normal prior on every score, about 0, in the model's units. It keeps the scores of images that won or lost
    /// everything finite, and joins images that no votes connect. Default 3, our choice: weak beside a dozen votes.
    /// </summary>
    [Setting("of the model's noise", SettingSource.Ours)]
    public double PriorDeviation { get; init; } = 3;

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="ArgumentException">The prior is not above 0.</exception>
    public void Validate()
    {
        ArgumentNullException.ThrowIfNull(Model);
        if (!(PriorDeviation > 0) || !double.IsFinite(PriorDeviation))
            throw new ArgumentException($"Scale options: PriorDeviation is {PriorDeviation}, expected a finite number above 0.");
    }
}
