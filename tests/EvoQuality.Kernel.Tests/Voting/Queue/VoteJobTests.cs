using EvoQuality.Datasets;
using EvoQuality.Foundations;
using EvoQuality.Foundations.Queue;
using EvoQuality.Generation;
using EvoQuality.Imaging;
using EvoQuality.Voting;
using EvoQuality.Voting.Queue;
using FsCheck.Xunit;

namespace EvoQuality.Kernel.Tests;

/// <summary>Votes through a folder that workers share: whoever works, dies and comes back, the votes are those of one undisturbed voting.</summary>
public sealed class VoteJobTests : IDisposable
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(100);
    private readonly QuestionedJob _question = new();

    public void Dispose() => _question.Dispose();

    [Property(MaxTest = 60)]
    public void Any_order_duplication_and_kill_ends_in_the_bytes_of_one_undisturbed_voting(ulong seed)
    {
        var crowd = new WorkerCrowd(_question.Fresh(), new SeededSource(seed), Lease);
        for (var move = 0; move < 60; move++) crowd.Move();
        crowd.Finish();
        crowd.Job.Queue.Collect();
        Assert.Equal(_question.Expected, File.ReadAllBytes(crowd.Job.Queue.SettledPath));
    }

    [Theory]
    [InlineData(VoteSource.Probability)]
    [InlineData(VoteSource.Samples)]
    public void Two_workers_at_once_share_the_pairs_out(VoteSource source)
    {
        using var question = new QuestionedJob(source);
        var job = question.Fresh();
        using var both = new Barrier(2); // neither is finished before the other has joined
        Thread[] threads = [.. Enumerable.Range(0, 2).Select(_ => new Thread(() =>
        {
            using var worker = job.Queue.Join(Lease);
            both.SignalAndWait();
            var ask = job.Asking(QuestionedJob.Observer());
            while (worker.Step(ask) == WorkStep.Answered) { }
        }))];
        foreach (var thread in threads) thread.Start();
        foreach (var thread in threads) thread.Join();
        job.Work(QuestionedJob.Observer(), QuestionedJob.Policy); // what one left to the other while it ended
        Assert.Equal(QuestionedJob.Pairs.Count, job.Queue.Collect().Count);
        Assert.Equal(question.Expected, File.ReadAllBytes(job.Queue.SettledPath));
        Assert.Equal(3, job.Queue.Status().Workers.Count);
    }

    [Fact]
    public void A_batch_in_any_group_of_pairs_is_what_the_counter_asks_together()
    {
        // A policy whose answers depend on how prompts are grouped, as a model's last bits do.
        var groups = new List<int>();
        var images = QuestionedJob.Images;
        ImagePair[] pairs = [.. Enumerable.Range(0, 150).Select(i => new ImagePair(i % 4, (i + 1) % 4))];
        var job = VoteJob.Create(
            Path.Combine(_question.Folder, "large"), images, pairs, new VoteOptions { K = 1 }, new SeedTree(1), QuestionedJob.Policy, batch: 2 * VoteCounter.PairsPerBatch);
        job.Work(new Grouped(groups), QuestionedJob.Policy);
        var shared = groups.Order().ToArray();
        groups.Clear();
        VoteCounter.Count(new Grouped(groups), images, pairs, new VoteOptions { K = 1 }, new SeedTree(1));
        Assert.Equal(groups.Order(), shared);
    }

    [Fact]
    public void Pairs_that_a_round_adds_are_not_asked_together_with_those_before_them()
    {
        var groups = new List<int>();
        var images = QuestionedJob.Images;
        ImagePair[] pairs = [.. Enumerable.Range(0, 150).Select(i => new ImagePair(i % 4, (i + 1) % 4))];
        var (options, seed) = (new VoteOptions { K = 1 }, new SeedTree(1));
        var job = VoteJob.Create(Path.Combine(_question.Folder, "added"), images, pairs, options, seed, QuestionedJob.Policy, border: 100);
        job.Work(new Grouped(groups), QuestionedJob.Policy);
        Assert.Equal(150, job.Queue.Collect().Count);
        var shared = groups.Order().ToArray();
        groups.Clear();
        VoteCounter.CountInParts(new Grouped(groups), images, [_ => pairs[..100], _ => pairs[100..]], 150, options, seed);
        Assert.Equal(groups.Order(), shared);
        foreach (var border in new[] { 0, 150 })
            Assert.Contains("expected 1 to 149", Assert.Throws<ArgumentException>(() => VoteJob.Create(Path.Combine(_question.Folder, "none"), images, pairs, options, seed, QuestionedJob.Policy, border: border)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_dead_workers_batch_is_taken_over_after_a_lease_by_the_clock_of_the_one_who_looks()
    {
        var job = _question.Fresh();
        var (deadClock, clock) = (new WorkerClock(TimeSpan.FromDays(900)), new WorkerClock(TimeSpan.Zero));
        var dead = job.Queue.Join(Lease, deadClock);
        Assert.Throws<Killed>(() => dead.Step((_, _) => throw new Killed()));
        using var worker = job.Queue.Join(Lease, clock);
        var ask = job.Asking(QuestionedJob.Observer());
        for (var batch = 0; batch < 7; batch++) Assert.Equal(WorkStep.Answered, worker.Step(ask));
        Assert.Equal(WorkStep.Waiting, worker.Step(ask)); // it is looked at for the first time
        clock.Advance(Lease - TimeSpan.FromTicks(1));
        Assert.Equal(WorkStep.Waiting, worker.Step(ask));
        clock.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(WorkStep.Answered, worker.Step(ask));
        Assert.Equal(WorkStep.Done, worker.Step(ask));
        job.Queue.Collect();
        Assert.Equal(_question.Expected, File.ReadAllBytes(job.Queue.SettledPath));
    }

    [Fact]
    public void A_living_workers_batch_is_left_to_it_however_long_it_takes()
    {
        var job = _question.Fresh();
        var (slowClock, clock) = (new WorkerClock(TimeSpan.FromDays(900)), new WorkerClock(TimeSpan.Zero));
        using var slow = job.Queue.Join(Lease, slowClock);
        var ask = job.Asking(QuestionedJob.Observer());
        var step = slow.Step((first, count) =>
        {
            using var worker = job.Queue.Join(Lease, clock);
            for (var batch = 0; batch < 7; batch++) Assert.Equal(WorkStep.Answered, worker.Step(ask));
            for (var look = 0; look < 20; look++)
            {
                slowClock.Advance(Lease / 2);
                clock.Advance(Lease / 2);
                Assert.Equal(WorkStep.Waiting, worker.Step(ask));
            }

            return ask(first, count);
        });
        Assert.Equal(WorkStep.Answered, step);
        Assert.Equal(WorkStep.Done, slow.Step(ask));
        Assert.Equal(QuestionedJob.Pairs.Count, job.Queue.Collect().Count);
    }

    [Fact]
    public void A_worker_that_leaves_frees_its_batch_at_once()
    {
        var job = _question.Fresh();
        using (var leaving = job.Queue.Join(Lease)) Assert.Throws<Killed>(() => leaving.Step((_, _) => throw new Killed()));
        using var worker = job.Queue.Join(Lease);
        var ask = job.Asking(QuestionedJob.Observer());
        for (var batch = 0; batch < 8; batch++) Assert.Equal(WorkStep.Answered, worker.Step(ask));
        Assert.Equal(WorkStep.Done, worker.Step(ask));
    }

    [Fact]
    public void A_worker_whose_disk_is_full_says_so_and_leaves()
    {
        using var disk = new SmallDisk(kibibytes: 256);
        var job = VoteJob.Create(
            disk.Path("job"), QuestionedJob.Images, QuestionedJob.Pairs, _question.Options, new SeedTree(1), QuestionedJob.Policy, batch: QuestionedJob.Batch);
        var error = Assert.Throws<IOException>(() =>
        {
            using var worker = job.Queue.Join(Lease);
            worker.Step((first, count) =>
            {
                disk.Fill();
                return job.Asking(QuestionedJob.Observer())(first, count);
            });
        });
        Assert.EndsWith("those before are safe.", error.Message, StringComparison.Ordinal);
        Assert.True(WorkerSeat.HasLeft(WorkerSeat.BeatOf(job.Queue.Folder, "0001")));
    }

    [Fact]
    public void A_sign_of_life_that_may_not_be_written_ends_no_process()
    {
        var job = _question.Fresh();
        var clock = new WorkerClock(TimeSpan.Zero);
        using var worker = job.Queue.Join(Lease, clock);
        var beat = Path.Combine(job.Queue.Folder, "workers", "0001.beat");
        File.Delete(beat);
        Directory.CreateDirectory(beat); // to write there is not allowed, which is no IOException
        Assert.Throws<UnauthorizedAccessException>(() => File.WriteAllText(beat, ""));
        clock.Advance(Lease); // the timer's thread
    }

    [Fact]
    public void A_worker_whose_folder_is_gone_leaves_without_a_word()
    {
        var job = _question.Fresh();
        var clock = new WorkerClock(TimeSpan.Zero);
        using (job.Queue.Join(Lease, clock)) Directory.Delete(Path.Combine(job.Queue.Folder, "workers"), recursive: true);
        clock.Advance(Lease);
        Assert.Empty(WorkerSeat.Names(job.Queue.Folder));
    }

    [Fact]
    public void A_line_torn_at_any_byte_is_asked_again()
    {
        var job = _question.Fresh();
        job.Work(QuestionedJob.Observer(), QuestionedJob.Policy);
        var log = WorkerSeat.LogOf(job.Queue.Folder, "0001");
        var whole = File.ReadAllBytes(log);
        var last = whole.AsSpan(0, whole.Length - 1).LastIndexOf((byte)'\n') + 1;
        for (var length = last; length < whole.Length; length += 7)
        {
            File.WriteAllBytes(log, whole[..length]);
            Assert.Equal("1 of 23 answers are missing", Missing(job));
            job.Work(QuestionedJob.Observer(), QuestionedJob.Policy); // the mark that the batch is done was taken back
            job.Queue.Collect();
            Assert.Equal(_question.Expected, File.ReadAllBytes(job.Queue.SettledPath));
            File.Delete(job.Queue.SettledPath);
            foreach (var other in WorkerSeat.Names(job.Queue.Folder).Skip(1)) File.Delete(WorkerSeat.LogOf(job.Queue.Folder, other));
        }
    }

    [Fact]
    public void Of_different_answers_to_one_key_the_first_workers_win_and_a_collected_job_stays_as_it_is()
    {
        var job = _question.Fresh();
        using var first = job.Queue.Join(Lease, new WorkerClock(TimeSpan.Zero));
        using var second = job.Queue.Join(Lease, new WorkerClock(TimeSpan.Zero));
        IReadOnlyList<PairVotes> Say(int from, int count, char letter) =>
            [.. Enumerable.Range(from, count).Select(i => new PairVotes(job.Pairs[i], new string(letter, 5), ""))];
        while (second.Step((from, count) => Say(from, count, '1')) == WorkStep.Answered) { }
        job.Queue.Board.Reopen(0);
        Assert.Equal(WorkStep.Answered, first.Step((from, count) => Say(from, count, '0')));
        var votes = job.Queue.Collect();
        Assert.Equal([.. Enumerable.Repeat("00000", 3), .. Enumerable.Repeat("11111", 20)], votes.Select(v => v.Straight));
        job.Queue.Board.Reopen(1); // one that was taken for dead and wakes up
        Assert.Equal(WorkStep.Answered, first.Step((from, count) => Say(from, count, '-')));
        Assert.Equal(votes, job.Queue.Collect());
    }

    [Fact]
    public void Nothing_answered_and_not_all_answered_are_told_apart()
    {
        var job = _question.Fresh();
        Assert.Equal($"{job.Queue.Folder}: there is nothing to collect yet, no worker has answered.", Assert.Throws<InvalidOperationException>(() => job.Queue.Collect()).Message);
        using (var worker = job.Queue.Join()) worker.Step(job.Asking(QuestionedJob.Observer()));
        Assert.Equal("20 of 23 answers are missing", Missing(job));
        var status = job.Queue.Status();
        Assert.Equal((23, 3, 8, 1, 0, false), (status.Items, status.Answered, status.Batches, status.Finished, status.Leased, status.IsSettled));
        Assert.True(WorkerSeat.HasLeft(Assert.Single(status.Workers).Beat));
    }

    [Fact]
    public void A_lost_log_is_asked_again()
    {
        var job = _question.Fresh();
        using (var worker = job.Queue.Join()) worker.Step(job.Asking(QuestionedJob.Observer()));
        job.Work(QuestionedJob.Observer(), QuestionedJob.Policy);
        File.Delete(WorkerSeat.LogOf(job.Queue.Folder, "0001"));
        Assert.Equal("3 of 23 answers are missing", Missing(job));
        job.Work(QuestionedJob.Observer(), QuestionedJob.Policy);
        job.Queue.Collect();
        Assert.Equal(_question.Expected, File.ReadAllBytes(job.Queue.SettledPath));
    }

    [Theory]
    [InlineData("\"round\":2", "\"round\":1", "line 1 does not fit its check")]
    [InlineData(null, null, "line 2 holds 5 votes on the pair (3, 0) with the number 0, and the job asks 5 on (0, 1).")]
    public void A_log_that_was_changed_or_is_of_another_job_is_named_by_its_line(string? old, string? now, string expected)
    {
        var job = _question.Fresh();
        using (var worker = job.Queue.Join()) worker.Step(job.Asking(QuestionedJob.Observer()));
        var log = WorkerSeat.LogOf(job.Queue.Folder, "0001");
        if (old is not null)
        {
            File.WriteAllText(log, File.ReadAllText(log).Replace(old, now, StringComparison.Ordinal));
        }
        else
        {
            using var journal = new Journal<AnswerLine<PairVotes>>(log);
            journal.CutTo(1);
            journal.Append(new AnswerLine<PairVotes>(2, 0, new PairVotes(new ImagePair(3, 0), "01", "110")));
        }

        Assert.Contains(expected, Assert.Throws<InvalidDataException>(() => job.Queue.Collect()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_policy_is_refused_before_it_is_asked()
    {
        var job = _question.Fresh();
        var error = Assert.Throws<ArgumentException>(() => job.Work(QuestionedJob.Observer(), "another"));
        Assert.StartsWith("The job asks the policy scripted, and this worker has another", error.Message, StringComparison.Ordinal);
        Assert.Empty(job.Queue.Status().Workers);
    }

    [Fact]
    public void A_folder_that_exists_is_not_made_a_job()
    {
        var job = _question.Fresh();
        var error = Assert.Throws<ArgumentException>(() => VoteJob.Create(
            job.Queue.Folder, QuestionedJob.Images, QuestionedJob.Pairs, new VoteOptions(), new SeedTree(1), QuestionedJob.Policy));
        Assert.Contains("there is something already", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pictures_are_referred_to_and_a_changed_or_missing_one_is_named()
    {
        var pictures = Directory.CreateDirectory(Path.Combine(_question.Folder, "pictures")).FullName;
        for (var i = 0; i < 3; i++) File.WriteAllBytes(Path.Combine(pictures, $"{i}.png"), ImageCodec.EncodePng(new RgbImage(8 + i, 8)));
        var set = ImageFolder.Load(pictures);
        var folder = Path.Combine(_question.Folder, "of-files");
        VoteJob.Create(folder, set.Images, [new(0, 1), new(1, 2)], new VoteOptions(), new SeedTree(1), QuestionedJob.Policy);
        Assert.False(Directory.Exists(Path.Combine(folder, "images"))); // nothing was copied
        Assert.Equal(["0.png", "1.png", "2.png"], VoteJob.Open(folder).Images.Select(i => i.Id));
        Assert.Equal([8, 9, 10], VoteJob.Open(folder).Images.Select(i => i.Load().Width));

        var elsewhere = Path.Combine(_question.Folder, "elsewhere");
        Directory.Move(pictures, elsewhere);
        Assert.Contains("expected the picture 0.png", Assert.Throws<FileNotFoundException>(() => VoteJob.Open(folder)).Message, StringComparison.Ordinal);
        var images = VoteJob.Open(folder, elsewhere).Images;
        File.WriteAllBytes(Path.Combine(elsewhere, "1.png"), ImageCodec.EncodePng(new RgbImage(20, 8)));
        Assert.Equal(10, images[2].Load().Width);
        Assert.Contains("the picture 1.png has changed since the job was made", Assert.Throws<InvalidDataException>(() => images[1].Load()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pairs.csv", "0,1", "0,2")]
    [InlineData("job.json", "\"k\": 5", "\"k\": 6")]
    public void A_job_whose_question_was_changed_is_refused(string file, string old, string now)
    {
        var path = Path.Combine(_question.Fresh().Queue.Folder, file);
        Assert.Contains(old, File.ReadAllText(path), StringComparison.Ordinal);
        File.WriteAllText(path, File.ReadAllText(path).Replace(old, now, StringComparison.Ordinal));
        var error = Assert.Throws<InvalidDataException>(() => VoteJob.Open(Path.GetDirectoryName(path)!));
        Assert.StartsWith(path, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_kind_and_no_job_at_all_are_said()
    {
        Assert.Throws<FileNotFoundException>(() => JobFolder.KindOf(_question.Folder));
        var folder = _question.Fresh().Queue.Folder;
        Assert.Equal(VoteJob.Kind, JobFolder.KindOf(folder));
        Assert.Contains("expected a job of the kind scores", Assert.Throws<InvalidDataException>(() => Evaluation.Queue.ScoreJob.Open(folder)).Message, StringComparison.Ordinal);
    }

    private static string Missing(VoteJob job)
    {
        var message = Assert.Throws<InvalidOperationException>(() => job.Queue.Collect()).Message;
        return message[(job.Queue.Folder.Length + 2)..message.IndexOf(';', StringComparison.Ordinal)];
    }

    /// <summary>Notes how many prompts it is asked at once.</summary>
    private sealed class Grouped(List<int> groups) : IProbabilityPolicy
    {
        public IReadOnlyList<double[]> ChoiceProbabilities(
            IReadOnlyList<Prompt> prompts, IReadOnlyList<string> choices, double temperature = 1, CancellationToken cancel = default)
        {
            groups.Add(prompts.Count);
            return [.. prompts.Select(_ => new[] { 0.5, 0.5 })];
        }

        public IReadOnlyList<IReadOnlyList<Completion>> Sample(
            IReadOnlyList<Prompt> prompts, int count, SamplingOptions options, IReadOnlyList<SeedTree> seeds, CancellationToken cancel = default) => throw new NotSupportedException();

        public IReadOnlyList<ScoreDistribution> ScoreDistributions(
            IReadOnlyList<Prompt> prompts, double temperature = 1, CancellationToken cancel = default) => throw new NotSupportedException();
    }
}
