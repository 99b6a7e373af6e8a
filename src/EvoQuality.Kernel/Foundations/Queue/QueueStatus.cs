namespace EvoQuality.Foundations.Queue;

/// <summary>How far a job has come.</summary>
/// <param name="Items">Things asked.</param>
/// <param name="Answered">Things in finished batches.</param>
/// <param name="Batches">Batches.</param>
/// <param name="Finished">Finished batches.</param>
/// <param name="Leased">Batches that a worker has, dead or alive.</param>
/// <param name="PerSecond">Things per second, over the latest finished batches; null where there are too few.</param>
/// <param name="Workers">Number and last sign of life of every worker that joined.</param>
/// <param name="IsSettled">Whether the result was collected.</param>
public sealed record QueueStatus(
    int Items, int Answered, int Batches, int Finished, int Leased, double? PerSecond, IReadOnlyList<(string Name, string Beat)> Workers, bool IsSettled);
