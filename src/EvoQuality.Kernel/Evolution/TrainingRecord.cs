using System.Globalization;
using EvoQuality.Foundations;
using EvoQuality.Generation;
using EvoQuality.Grpo;
using EvoQuality.Rewards;

namespace EvoQuality.Evolution;

/// <summary>
/// A training on disk: its metrics step by step (<c>metrics.jsonl</c>), its latest state (<c>checkpoint-N/</c>: weights,
/// optimizer, what is known of partners) and, when it is done, the trained weights as a model (<c>policy/</c>). Batches and
/// samples are drawn by step, so the number of steps done is the whole position in the data and in every random stream.
/// </summary>
/// <param name="folder">Where it is kept.</param>
public sealed class TrainingRecord(string folder) : IDisposable
{
    private const string Prefix = "checkpoint-";
    private const string OptimizerName = "optimizer.safetensors";
    private const string PartnersName = "partners.jsonl";
    /// <summary>File of the figures of every step.</summary>
    internal const string MetricsName = "metrics.jsonl";

    private readonly Journal<GrpoMetrics> _metrics = new(Path.Combine(folder, MetricsName));

    /// <summary>Figures of the steps that were taken.</summary>
    public IReadOnlyList<GrpoMetrics> Metrics => _metrics.Records;

    private string PolicyFolder => Path.Combine(folder, "policy");

    /// <summary>Loads the trained weights into the policy, where the training was done to its end.</summary>
    /// <param name="policy">Gets the weights.</param>
    /// <param name="carried">Gets the optimizer's state, where it goes on into the next round; else null.</param>
    /// <exception cref="InvalidDataException">A file was damaged after it was written; the message names it.</exception>
    public bool TryFinish(QwenPolicy policy, ParameterUpdate? carried)
    {
        ArgumentNullException.ThrowIfNull(policy);
        if (!CheckedFolder.Exists(PolicyFolder)) return false;
        TrainedWeights.LoadInto(policy, PolicyFolder);
        if (carried is not null) carried.Load(Path.Combine(PolicyFolder, OptimizerName));
        DropStates(but: null);
        return true;
    }

    /// <summary>Goes back to the latest state, or leaves everything as it is where there is none.</summary>
    /// <returns>Steps done.</returns>
    /// <exception cref="InvalidDataException">A file of the state was damaged; the message names it.</exception>
    public int Restore(QwenPolicy policy, ParameterUpdate update, PartnerCache partners)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(update);
        ArgumentNullException.ThrowIfNull(partners);
        var (steps, path) = Latest();
        if (path is not null)
        {
            TrainedWeights.LoadInto(policy, path);
            update.Load(Path.Combine(path, OptimizerName));
            foreach (var p in Journal.Read<RecordedPartner>(Path.Combine(path, PartnersName)))
                partners.Restore(p.Image, new PartnerStatistics(p.Mean, p.Variance), p.Step);
        }

        _metrics.CutTo(Math.Min(steps, _metrics.Records.Count));
        return steps;
    }

    /// <summary>Writes down a step's figures.</summary>
    public void Add(GrpoMetrics metrics) => _metrics.Append(metrics);

    /// <summary>Keeps the state after a number of steps; the state before it leaves.</summary>
    public void Save(int steps, QwenPolicy policy, ParameterUpdate update, PartnerCache partners)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(update);
        ArgumentNullException.ThrowIfNull(partners);
        var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{steps:D6}"));
        if (CheckedFolder.Exists(path)) return;
        CheckedFolder.Write(path, inside =>
        {
            TrainedWeights.Save(policy, inside);
            update.Save(Path.Combine(inside, OptimizerName));
            using var journal = new Journal<RecordedPartner>(Path.Combine(inside, PartnersName));
            journal.Append([.. partners.Entries.Select(e => new RecordedPartner(e.Image, e.Statistics.Mean, e.Statistics.Variance, e.Step))]);
        });
        DropStates(but: path);
    }

    /// <summary>Keeps the trained weights, and the optimizer's state where it goes on into the next round; the states on the way leave.</summary>
    public void Finish(QwenPolicy policy, ParameterUpdate? carried)
    {
        ArgumentNullException.ThrowIfNull(policy);
        CheckedFolder.Write(PolicyFolder, inside =>
        {
            TrainedWeights.Save(policy, inside);
            carried?.Save(Path.Combine(inside, OptimizerName));
        });
        DropStates(but: null);
    }

    /// <inheritdoc/>
    public void Dispose() => _metrics.Dispose();

    private (int Steps, string? Path) Latest()
    {
        var found = States().OrderBy(s => s.Steps).LastOrDefault();
        if (found.Path is not null) CheckedFolder.Check(found.Path);
        DropStates(but: found.Path);
        return found;
    }

    private IEnumerable<(int Steps, string Path)> States() =>
        from path in Directory.EnumerateDirectories(folder, Prefix + "*")
        let name = Path.GetFileName(path)[Prefix.Length..]
        where name.All(char.IsAsciiDigit)
        select (int.Parse(name, CultureInfo.InvariantCulture), path);

    private void DropStates(string? but)
    {
        foreach (var path in Directory.EnumerateDirectories(folder, Prefix + "*").Where(p => p != but).ToArray())
            Directory.Delete(path, recursive: true);
    }
}

/// <summary>What was known of a partner: an entry of <see cref="PartnerCache"/>.</summary>
internal sealed record RecordedPartner(int Image, double Mean, double Variance, long Step);
