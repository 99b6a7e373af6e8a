using EvoQuality.Evaluation;
using EvoQuality.Evaluation.Queue;
using EvoQuality.Foundations;
using EvoQuality.Foundations.Queue;
using EvoQuality.Language;

namespace EvoQuality.Kernel.Tests;

/// <summary>Scores through a folder that workers share.</summary>
public sealed class ScoreJobTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(AnswerStyle.Direct)]
    [InlineData(AnswerStyle.Reasoning)]
    public void Scores_of_several_workers_are_the_journal_that_one_predictor_writes(AnswerStyle style)
    {
        var options = new ScoreOptions { Samples = 3, Style = style };
        using (var log = new Journal<ScoreRecord>(_folder.File("alone.jsonl")))
            ScorePredictor.Predict(QuestionedJob.Observer(), QuestionedJob.Images, options, new SeedTree(4), log);
        var job = ScoreJob.Create(_folder.File("job"), QuestionedJob.Images, options, new SeedTree(4), QuestionedJob.Policy, batch: 1);
        using (var first = job.Queue.Join()) Assert.Equal(WorkStep.Answered, first.Step(job.Asking(QuestionedJob.Observer())));
        Assert.Throws<InvalidOperationException>(() => job.Queue.Collect());
        ScoreJob.Open(_folder.File("job")).Work(QuestionedJob.Observer(), QuestionedJob.Policy);
        Assert.Equal(4, job.Queue.Collect().Count);
        Assert.Equal(File.ReadAllText(_folder.File("alone.jsonl")), File.ReadAllText(job.Queue.SettledPath));
    }

    [Fact]
    public void Scores_of_another_picture_are_refused()
    {
        var job = ScoreJob.Create(_folder.File("job"), QuestionedJob.Images, new ScoreOptions { Samples = 1 }, new SeedTree(4), QuestionedJob.Policy);
        using (var worker = job.Queue.Join()) worker.Step((_, count) => [.. Enumerable.Range(0, count).Select(_ => new ScoreRecord("image-2", null, [3], 3, 3, 0))]);
        Assert.Contains(
            "line 1 holds 1 scores of image-2 with the number 0, and the job asks 1 of image-0", Assert.Throws<InvalidDataException>(() => job.Queue.Collect()).Message,
            StringComparison.Ordinal);
    }
}
