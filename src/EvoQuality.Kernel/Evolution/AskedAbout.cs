namespace EvoQuality.Evolution;

/// <summary>
/// Which pictures and pairs a set-up's votes or scores of a round are about, as far as settings tell it: answers name them by number or by id
/// alone. Folders may lie elsewhere on another machine, so no path counts.
/// </summary>
/// <param name="Photographs">Photographs, and no generated scenes.</param>
/// <param name="Labels">A label file names those to use.</param>
/// <param name="TestLabels">The test photographs have a label file of their own.</param>
/// <param name="OneFolder">The test photographs lie in the folder of the others.</param>
/// <param name="Crop">Side of the middles; 0 for whole pictures.</param>
/// <param name="Scenes">Generated scenes.</param>
/// <param name="Part">Of scores: which scenes they are.</param>
/// <param name="Pairs">Of votes: random pairs.</param>
/// <param name="Synthetic">Of votes: share of synthetic pairs in this round.</param>
internal sealed record AskedAbout(
    bool Photographs, bool Labels, bool TestLabels, bool OneFolder, int Crop, int Scenes, string Part, int Pairs, double Synthetic)
{
    /// <summary>The votes of a version on the pool.</summary>
    public static AskedAbout Votes(EvolutionSetup setup, int round)
    {
        ArgumentNullException.ThrowIfNull(setup);
        var added = setup.AddedPairs is SyntheticPairSource source && round + 1 >= source.FromRound && round < setup.Rounds ? source.Share : 0;
        return Of(setup, setup.Scenes) with { Pairs = setup.Pairs, Synthetic = added };
    }

    /// <summary>The scores of the test set.</summary>
    public static AskedAbout Scores(EvolutionSetup setup)
    {
        ArgumentNullException.ThrowIfNull(setup);
        return Of(setup, setup.TestScenes) with { Part = setup.Images.Length == 0 ? setup.Part : "" };
    }

    private static AskedAbout Of(EvolutionSetup setup, int scenes) => new(
        setup.Images.Length > 0, setup.Labels.Length > 0, setup.TestLabels.Length > 0, EvolutionData.SameFolder(setup), setup.Crop,
        setup.Images.Length > 0 ? 0 : scenes, "", 0, 0);
}
