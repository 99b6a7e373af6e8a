using EvoQuality.Datasets;
using EvoQuality.Foundations.Queue;
using EvoQuality.Voting;

namespace EvoQuality.Kernel.Tests;

/// <summary>Answers that come while others are collected.</summary>
public sealed class SharedWorkTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_batch_that_is_finished_while_the_logs_are_read_is_not_asked_again()
    {
        QueueWorker<PairVotes>? first = null;
        var (later, reading) = (-1, false);
        var work = new SharedWork<PairVotes>(_folder.File("job"), 0, items: 3, batchSize: 1, (index, _) =>
        {
            if (!reading || index != later) return;
            reading = false; // the first worker's log has been read
            Assert.Equal(WorkStep.Answered, first!.Step(Say));
        });
        first = work.Join();
        using var second = work.Join();
        Assert.Equal(WorkStep.Answered, first.Step(Say));
        Assert.Equal(WorkStep.Answered, second.Step((from, count) =>
        {
            later = from;
            return Say(from, count);
        }));

        reading = true;
        Assert.Contains("1 of 3 answers are missing", Assert.Throws<InvalidOperationException>(() => work.Collect()).Message, StringComparison.Ordinal);
        Assert.Empty(work.Board.Open());
        Assert.Equal(Say(0, 3), work.Collect());
        first.Dispose();
    }

    private static IReadOnlyList<PairVotes> Say(int from, int count) => [.. Enumerable.Range(from, count).Select(i => new PairVotes(new ImagePair(i, i + 1), "0", "1"))];
}
