using EvoQuality.Foundations;
using EvoQuality.Generation;
using EvoQuality.Qwen25VL;

namespace EvoQuality.Evolution.Studies;

/// <summary>
/// Carries out a study, cell by cell. Everything is kept as it comes: stopped or killed at any instant, the same study on the
/// same folder goes on where it was, and on one thread ends in the same tables, byte for byte.
/// </summary>
/// <param name="folder">The study and its place.</param>
/// <param name="progress">Told in pairs, steps and images within a cell, and in cells.</param>
/// <param name="cancel">Stops at the next good place: the state is kept before the exception leaves.</param>
public sealed class StudyRun(StudyFolder folder, IProgress<StageProgress>? progress = null, CancellationToken cancel = default) : IDisposable
{
    private const string Stage = "study";
    private (int Scenes, EvolutionData Data)? _pictures;
    private (string Folder, QwenPolicy Policy, string Hash)? _start;

    /// <summary>Told each cell as it ends, with its folder and results: write more of it, show it.</summary>
    public Action<RunFolder, IReadOnlyList<RoundResult>>? OnCell { get; init; }

    /// <summary>Runs cells that are not done yet, in their order.</summary>
    /// <param name="cells">Of this folder's study.</param>
    /// <exception cref="OperationCanceledException">It was stopped; every finished cell's row and every cell's state is kept.</exception>
    public void Run(IReadOnlyList<StudyCell> cells)
    {
        ArgumentNullException.ThrowIfNull(cells);
        var done = cells.Count(folder.IsDone);
        var ran = new List<StudyCell>();
        foreach (var seed in cells.GroupBy(c => c.Seed))
        {
            var earlier = ran.Count;
            foreach (var cell in seed.Where(c => !folder.IsDone(c)))
            {
                cancel.ThrowIfCancellationRequested();
                Run(cell);
                ran.Add(cell);
                StudyTables.WriteRows(folder);
                progress?.Report(new StageProgress(Stage, ++done, cells.Count, "cells", cell.Name));
            }

            if (ran.Count > earlier) StudyTables.WriteGains(folder, progress, cancel);
        }

        if (ran.Count == 0) // nothing was left to run: the tables may be missing, or of an older kit
        {
            StudyTables.WriteRows(folder);
            StudyTables.WriteGains(folder, progress, cancel);
        }

        if (ran.Count == 0 || StudyTables.SplitsAreOld(folder)) StudyTables.WriteSplits(folder, progress, cancel);
    }

    /// <inheritdoc/>
    public void Dispose() => _start?.Policy.Dispose();

    private void Run(StudyCell cell)
    {
        var setup = SetupOf(cell);
        var data = Pictures(setup);
        var target = folder.PathOf(cell);
        var (_, start, hash) = Start(setup);
        CellGround.Expect(folder, cell, hash, data);
        if (!File.Exists(Path.Combine(target, EvolutionRecord.IdentityName)))
            foreach (var other in folder.Done()) FinishedWork.Bring(other, cell, folder.PathOf(other), target);
        var run = new RunFolder(target);
        var options = setup.Options();
        setup.Write(run);
        using var evolution = new SelfEvolution(
            start, data.Pool, data.Test, options, setup.Root, run, setup.AddedPairs, Named(cell.Name), cancel);
        try
        {
            var rounds = evolution.Run();
            var controls = setup.RunControls(evolution, rounds);
            run.WriteJson("summary.json", RunSummary.Of(rounds, controls, setup.Root));
            OnCell?.Invoke(run, rounds);
        }
        finally
        {
            StudyFolder.Spend(run, StudyCost.Of(evolution.Clock));
        }

        StudyFolder.Finish(run, StudyRow.Of(cell, RecordedRun.Read(run), run));
    }

    /// <summary>The cell's set-up; where it starts from another's last version, that one is made a complete model folder first.</summary>
    private EvolutionSetup SetupOf(StudyCell cell)
    {
        if (cell.Variant.StartsFrom is not { } name) return cell.Setup;
        var before = cell with { Variant = folder.Study.Variants.Single(v => v.Name == name) };
        if (!folder.IsDone(before)) throw new InvalidOperationException($"{cell.Name} starts from {before.Name}, which has not been run yet.");
        var (source, saved) = (folder.PathOf(before), Path.Combine(folder.PathOf(before), "policy"));
        if (!File.Exists(Path.Combine(saved, CheckpointFolder.ConfigName))) // what is written last
        {
            var first = SetupOf(before);
            using var version = TrainedWeights.Version(Start(first).Policy, Path.Combine(source, EvolutionRecord.PolicyOf(first.Rounds)));
            EvolvedCheckpoint.Save(version, first.PolicyFolder, saved);
        }

        return cell.Setup with { Policy = saved };
    }

    /// <summary>The pictures; variants may differ in how many scenes they evolve on, and are judged on the same.</summary>
    private EvolutionData Pictures(EvolutionSetup setup)
    {
        if (_pictures is { } kept && kept.Scenes == setup.Scenes) return kept.Data;
        var data = EvolutionData.Load(folder.Study.Base with { Scenes = setup.Scenes }, Named("pictures"), cancel);
        _pictures = (setup.Scenes, data);
        return data;
    }

    /// <summary>The starting policy; the last one stays, so that cells after each other share what it has seen.</summary>
    private (string Folder, QwenPolicy Policy, string Hash) Start(EvolutionSetup setup)
    {
        if (_start is { } kept && kept.Folder == setup.PolicyFolder) return kept;
        _start?.Policy.Dispose();
        _start = null;
        var policy = setup.LoadPolicy();
        var loaded = (setup.PolicyFolder, policy, RunIdentity.HashOf(policy));
        _start = loaded;
        return loaded;
    }

    private NamedProgress? Named(string name) => NamedProgress.Of(progress, name);
}
