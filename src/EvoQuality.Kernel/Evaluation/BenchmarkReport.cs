using EvoQuality.Statistics;

namespace EvoQuality.Evaluation;

/// <summary>
/// The paper's tables with a run's own numbers beside them. Cells are "PLCC / SRCC". Averages (WAVG) of measured rows are
/// weighted by the pictures measured; with a set missing they are blank, as are the paper's where its sources are.
/// </summary>
/// <param name="measured">A run's numbers; may be empty.</param>
public sealed class BenchmarkReport(IReadOnlyList<MeasuredNumber> measured)
{
    private const string Average = "WAVG";
    private const string Start = "Qwen2.5-VL-7B";
    private const string TrainedOn = "KonIQ";
    private static readonly string[] Rounds = ["EvoQuality round 1", "EvoQuality round 2"];
    private static readonly string[] Eight = [.. PublishedNumbers.Sets.Select(s => s.Set)];
    private static readonly int[] Counts = [.. PublishedNumbers.Sets.Select(s => s.Images)];

    /// <summary>Table 2: self-evolution of the start, zero-shot. Measured rows last; sets beyond the eight in columns of their own.</summary>
    public ReportTable Table2()
    {
        string[] more = [.. measured.Select(m => m.Set).Distinct().Except(Eight)];
        var published = PublishedNumbers.Models("2").Select(model => Row(
            model, [.. Eight.Append(Average).Select(set => Published("2", model, set)), .. more.Select(_ => ReportCell.Words(""))]));
        var gains = Rounds.Select((round, i) => Row(
            $"PLCC gain, round {i + 1}",
            [.. Eight.Select(set => ReportCell.Percent((Plcc(round, set) / Plcc(Start, set)) - 1)), ReportCell.Percent(Gain(round).WeightedMeanOfGains), .. more.Select(_ => ReportCell.Words(""))]));
        var own = measured.Where(m => m.Votes is null).Select(m => m.Model).Distinct().Select(model => Row(model, [.. Eight.Select(set => Own(model, set)), OwnAverage(model, Eight), .. more.Select(set => Own(model, set))]));
        return new ReportTable(
            "Table 2: self-evolution, zero-shot start and rounds",
            $"PLCC / SRCC; {ReportCell.Blank}: in no readable source, or not measured. WAVG: weighted by pictures; a gain's WAVG is the mean of the sets' relative gains.",
            ["model", .. Eight, Average, .. more], [.. published, .. gains, .. own]);
    }

    /// <summary>What "+31.8 %" can mean: the gain over the eight sets three ways, for PLCC.</summary>
    public ReportTable Gains()
    {
        var own = Models().SelectMany((model, i) => i == 0 ? [] : new[] { (Name: $"{model} over {Models()[0]}", Gain: OwnGain(Models()[0], model)) });
        return new ReportTable(
            "Relative gains in PLCC over the eight sets, three ways", "The paper's headline is the first column; the three are not the same number.",
            ["gain", "weighted mean of the sets' gains", "gain of the weighted means", "plain mean of the sets' gains"],
            [.. Rounds.Select(round => (Name: $"{round} over {Start}", Gain: Gain(round))).Concat(own).Select(g => Row(
                g.Name, [ReportCell.Percent(g.Gain.WeightedMeanOfGains), ReportCell.Percent(g.Gain.GainOfWeightedMeans), ReportCell.Percent(g.Gain.PlainMeanOfGains)]))]);
    }

    /// <summary>Table 3: beside models trained with labels on KonIQ; the average is over the seven other sets.</summary>
    public ReportTable Table3()
    {
        string[] seven = [.. Eight.Where(s => s != TrainedOn)];
        const string Name = "WAVG of 7";
        var published = PublishedNumbers.Models("3").Select(model => Row(
            model, [.. Eight.Select(set => Published("3", model, set, orFrom2: true)), Published("3", model, Name)]));
        return new ReportTable(
            "Table 3: beside models trained with labels on KonIQ",
            "PLCC / SRCC. Of the other models only these cells are readable. The paper's rows for them are its own runs: they differ from the models' papers.",
            ["model", .. Eight, Name],
            [.. published, .. Models().Select(model => Row(model, [.. Eight.Select(set => Own(model, set)), OwnAverage(model, seven)]))]);
    }

    /// <summary>Table 5: ranking (EvoQuality) against regression (EvoEstimate), average PLCC per round.</summary>
    public ReportTable Table5() => new(
        "Table 5: ranking against regression", "Average PLCC / SRCC over the eight sets. Regression stands still after round 1.",
        ["model", Average],
        [
            .. PublishedNumbers.Models("5").Select(model => Row(model, [Published("5", model, Average)])),
            .. Models().Select(model => Row(model, [OwnAverage(model, Eight)])),
        ]);

    /// <summary>Fig. 3: votes per pair, K. The paper's values are in a picture only, so its column is blank.</summary>
    public ReportTable Figure3()
    {
        int[] votes = [.. new[] { 1, 8, 32 }.Union(measured.Select(m => m.Votes).OfType<int>()).Order()];
        string[] sets = [.. measured.Where(m => m.Votes is not null).Select(m => m.Set).Distinct()];
        return new ReportTable(
            "Fig. 3: votes per pair", "The paper, in words: K = 1 is about the start, K = 8 gains much and less than 32, K = 32 is the most stable.",
            ["K", "paper, " + Average, .. sets.Select(s => s + ", measured")],
            [.. votes.Select(k => Row($"{k}", [Published("fig3", $"EvoQuality K = {k}", Average), .. sets.Select(s => Cell(measured.FirstOrDefault(m => m.Votes == k && m.Set == s)))]))]);
    }

    /// <summary>The published gain of a round over the start, in PLCC.</summary>
    public static RelativeGain Gain(string round) => RelativeGain.Of(
        [.. Eight.Select(set => Plcc(Start, set))], [.. Eight.Select(set => Plcc(round, set))], Counts);

    private static double? Plcc(string model, string set) => PublishedNumbers.Find("2", model, set)?.Plcc;

    private static ReportCell Published(string table, string model, string set, bool orFrom2 = false) =>
        (PublishedNumbers.Find(table, model, set) ?? (orFrom2 ? PublishedNumbers.Find("2", model, set) : null)) is { } number
            ? ReportCell.Pair(number.Plcc, number.Srcc)
            : ReportCell.Pair(null, null);

    private static IReadOnlyList<ReportCell> Row(string name, IReadOnlyList<ReportCell> cells) => [ReportCell.Words(name), .. cells];

    /// <summary>Measured rows that have a cell in the paper's columns.</summary>
    private string[] Models() => [.. measured.Where(m => m.Votes is null && Eight.Contains(m.Set)).Select(m => m.Model).Distinct()];

    private MeasuredNumber? Find(string model, string set) => measured.FirstOrDefault(m => m.Votes is null && m.Model == model && m.Set == set);

    private ReportCell Own(string model, string set) => Cell(Find(model, set));

    private static ReportCell Cell(MeasuredNumber? number) => ReportCell.Pair(number?.Plcc, number?.Srcc);

    private ReportCell OwnAverage(string model, string[] sets)
    {
        MeasuredNumber?[] found = [.. sets.Select(set => Find(model, set))];
        int[] images = [.. found.Select(m => m?.Images ?? 1)]; // a missing set makes the average blank anyway
        return ReportCell.Pair(SetAverage.Weighted([.. found.Select(m => m?.Plcc)], images), SetAverage.Weighted([.. found.Select(m => m?.Srcc)], images));
    }

    private RelativeGain OwnGain(string before, string after) => RelativeGain.Of(
        [.. Eight.Select(set => Find(before, set)?.Plcc)], [.. Eight.Select(set => Find(after, set)?.Plcc)], [.. Eight.Select(set => Find(after, set)?.Images ?? 1)]);
}
