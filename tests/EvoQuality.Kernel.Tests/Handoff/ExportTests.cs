using System.Text.Json;
using EvoQuality.Evolution;
using EvoQuality.Foundations;
using EvoQuality.Generation;
using EvoQuality.Handoff;
using EvoQuality.Imaging;
using EvoQuality.Language;
using EvoQuality.Voting;
using Parquet.Serialization;

namespace EvoQuality.Kernel.Tests;

/// <summary>What an exported job holds, and what is said where one cannot be made or was changed.</summary>
public sealed class ExportTests : IDisposable
{
    private static readonly JsonSerializerOptions SnakeCase = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private readonly TemporaryFolder _folder = new();

    private string Job => _folder.File("job");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Trl_gets_the_pairs_of_every_step_side_by_side_in_our_order()
    {
        using var run = Trl();
        TrlPrompt[] rows = [.. Lines("prompts.jsonl").Select(l => JsonSerializer.Deserialize<TrlPrompt>(l, SnakeCase)!)];
        var preferences = PreferenceSet.FromTallies(run.Votes.Select(v => (v.Pair.First, v.Pair.Second, v.Tally)));
        var schedule = new PairSchedule(preferences, 8, run.Setup.Root.Child("round").Child(1).Child("online"));
        Assert.Equal(3 * 2 * 8, rows.Length);
        Assert.Equal(schedule.Step(0).Preferences.Select(p => (Name(run, p.First), Name(run, p.Second), p.Value)), First(rows, 0));
        Assert.Equal(schedule.Full(3).Last().Select(p => (Name(run, p.First), Name(run, p.Second), p.Value)), First(rows, 2));
        for (var i = 0; i < rows.Length; i += 2)
        {
            Assert.Equal((rows[i].Partner, rows[i].Picture), (rows[i + 1].Picture, rows[i + 1].Partner));
            Assert.Equal(1, rows[i].Preference + rows[i + 1].Preference);
            Assert.Equal((i / 16, i % 16 / 2), (rows[i + 1].Step, rows[i + 1].Pair));
        }

        Assert.All(rows, r => Assert.Equal([new ChatMessage("user", Prompts.Score)], r.Prompt));
    }

    [Fact]
    public void Trl_gets_the_pictures_as_our_policy_sees_them_and_their_hashes()
    {
        using var run = Trl();
        var pictures = TrainingJobFolder.Check(Job);
        Assert.Equal(run.Votes.SelectMany(v => new[] { v.Pair.First, v.Pair.Second }).Distinct().Count(), pictures.Count);
        Assert.All(pictures, p =>
        {
            Assert.Equal(run.Pool.Images.Single(i => i.Id == p.Picture).Load().Pixels, ImageCodec.Decode(Path.Combine(Job, p.File)).Pixels);
            Assert.Equal(CheckedFolder.HashOf(Path.Combine(Job, p.File)), p.Sha256);
        });
        Assert.All(Lines("prompts.jsonl").Select(l => JsonSerializer.Deserialize<TrlPrompt>(l, SnakeCase)!), row =>
            Assert.Equal(row.Image, pictures.Single(p => p.Picture == row.Picture).File));
    }

    [Fact]
    public void Trl_gets_the_constants_of_the_run_under_its_own_names()
    {
        using var run = Trl();
        var settings = Lines("grpo.yaml").Where(l => l.Contains(": ", StringComparison.Ordinal) && l[0] != '#').ToDictionary(l => l.Split(": ")[0].Trim(), l => l.Split(": ")[1]);
        Assert.Equal("4", settings["num_generations"]);
        Assert.Equal("3", settings["max_steps"]);
        Assert.Equal("0.05", settings["beta"]);
        Assert.Equal("0.2", settings["epsilon"]);
        Assert.Equal("\"grpo\"", settings["loss_type"]);
        Assert.Equal("\"group\"", settings["scale_rewards"]);
        Assert.Equal("0.0001", settings["learning_rate"]);
        Assert.Equal("false", settings["shuffle_dataset"]);
        Assert.Equal("16", settings["max_completion_length"]);
        Assert.Equal(2 * 8 * 4, 2 * int.Parse(settings["per_device_train_batch_size"]) * int.Parse(settings["gradient_accumulation_steps"])); // all answers of a step
        Assert.Contains("num_processes: 2", Lines("accelerate.yaml"));
        Assert.True(File.Exists(Path.Combine(Job, "train.py")));
        Assert.True(File.Exists(Path.Combine(Job, "fidelity.py")));
        var constants = JobSettings.Read(Job);
        Assert.Equal((3, 8, 4, PartnerScope.AllVoted, 1e-6), (constants.Steps, constants.PairsPerStep, constants.Group, constants.Partners, constants.Gamma));
        Assert.Contains(constants.Differences, d => d.Contains("1e-4", StringComparison.Ordinal));
    }

    [Fact]
    public void Trl_computes_a_bfloat16_run_in_bfloat16_and_keeps_its_weights_in_float32()
    {
        using var run = new HandoffRun(change: s => s with { Dtype = "bfloat16" });
        using var job = TrainingJob.Read(run.Folder);
        TrlExport.Write(job, Job, new JobPlacement());
        Assert.Contains("  dtype: \"float32\"", Lines("grpo.yaml"));
        Assert.Contains("bf16: true", Lines("grpo.yaml"));
    }

    [Fact]
    public void The_version_and_the_policy_it_keeps_close_to_go_along_and_load_again()
    {
        using var run = Trl();
        using var start = run.Setup.LoadPolicy();
        using var policy = QwenPolicy.Load(Path.Combine(Job, JobSettings.Read(Job).Policy));
        using var reference = QwenPolicy.Load(Path.Combine(Job, JobSettings.Read(Job).Reference!));
        Assert.Equal(RunIdentity.HashOf(start), RunIdentity.HashOf(reference));
        Assert.NotEqual(RunIdentity.HashOf(start), RunIdentity.HashOf(policy));
        Assert.Equal(0.125f, policy.Model.Trainable[0].Value.flatten()[0].item<float>());
    }

    [Fact]
    public void The_start_needs_no_other_reference()
    {
        using var run = new HandoffRun();
        using var job = TrainingJob.Read(run.Folder, version: 0);
        TrlExport.Write(job, Job, new JobPlacement(ByReference: true));
        Assert.Null(JobSettings.Read(Job).Reference);
        Assert.Equal(Path.GetFullPath(run.Setup.PolicyFolder), JobSettings.Read(Job).Policy);
        Assert.False(Directory.Exists(Path.Combine(Job, "policy")));
    }

    [Fact]
    public async Task Verl_reads_its_columns_with_the_pictures_inside()
    {
        using var run = new HandoffRun(photographs: true);
        using var job = TrainingJob.Read(run.Folder);
        VerlExport.Write(job, Job, new JobPlacement());
        var rows = await ParquetSerializer.DeserializeAsync<VerlRow>(Path.Combine(Job, "train.parquet"), cancellationToken: TestContext.Current.CancellationToken);
        var pictures = TrainingJobFolder.Check(Job).ToDictionary(p => p.Picture);
        Assert.Equal(job.Rows, rows.Data.Select(r => new JobRow(r.ExtraInfo.Step, r.ExtraInfo.Pair, r.ExtraInfo.Picture, r.ExtraInfo.Partner, r.RewardModel.GroundTruth)));
        Assert.Equal(Enumerable.Range(0, job.Rows.Count), rows.Data.Select(r => r.ExtraInfo.Index));
        Assert.All(rows.Data, r =>
        {
            Assert.Equal(("evoquality", "rule", "train"), (r.DataSource, r.RewardModel.Style, r.ExtraInfo.Split));
            Assert.Equal([new ChatMessage("user", $"<image>{Prompts.Score}")], r.Prompt);
            var image = Assert.Single(r.Images);
            Assert.Equal(File.ReadAllBytes(Path.Combine(run.Setup.Images, r.ExtraInfo.Picture)), image.Bytes);
            Assert.Equal(pictures[r.ExtraInfo.Picture].Sha256, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(image.Bytes)));
        });
    }

    [Fact]
    public void Verl_asks_for_the_reward_of_whole_batches_in_order()
    {
        using var run = new HandoffRun();
        using var job = TrainingJob.Read(run.Folder);
        VerlExport.Write(job, Job, new JobPlacement());
        string[] settings = [.. Lines("grpo.yaml")];
        foreach (var line in (string[])["  train_batch_size: 16", "  shuffle: false", "  use_reward_loop: false", "  reward_manager: \"batch\"", "    n: 4", "    kl_loss_coef: 0.05", "      lr: 0.0001"])
            Assert.Contains(line, settings);
        Assert.Contains("compute_score.py", File.ReadAllText(Path.Combine(Job, "run.sh")), StringComparison.Ordinal);
        Assert.Contains("+actor_rollout_ref.ref.model.path=\"$JOB/reference\"", File.ReadAllText(Path.Combine(Job, "run.sh")), StringComparison.Ordinal);
        using var policy = run.Setup.LoadPolicy();
        var longest = int.Parse(Lines("grpo.yaml").Single(l => l.Contains("max_prompt_length", StringComparison.Ordinal)).Split(": ")[1]);
        Assert.Equal(policy.Tokenize([new Prompt([run.Pool.Images[0]], Prompts.Score)])[0].Ids.Count, longest); // scenes are all of one size
    }

    [Fact]
    public void Visual_quality_r1_gets_one_score_per_picture_from_the_votes()
    {
        using var run = new HandoffRun();
        using var job = TrainingJob.Read(run.Folder);
        VisualQualityR1Export.Write(job, Job, new JobPlacement());
        JsonElement[] rows = [.. Lines("train_scoring.jsonl").Select(l => JsonDocument.Parse(l).RootElement)];
        var standings = ConsensusRanking.Of(job.Preferences).OrderBy(s => s.Image).ToArray();
        Assert.Equal(standings.Length, rows.Length);
        foreach (var (standing, (i, row)) in standings.Zip(rows.Index()))
        {
            Assert.Equal(["id", "dataset_name", "image", "conversations"], row.EnumerateObject().Select(p => p.Name));
            Assert.Equal(i + 1, row.GetProperty("id").GetInt32());
            var (question, answer) = (row.GetProperty("conversations")[0], row.GetProperty("conversations")[1]);
            Assert.Equal(("human", Prompts.Score), (question.GetProperty("from").GetString(), question.GetProperty("value").GetString()));
            Assert.Equal("gpt", answer.GetProperty("from").GetString());
            Assert.Equal(1 + (4 * standing.MeanPreference), answer.GetProperty("value").GetDouble(), 1e-12);
            Assert.Equal(run.Pool.Images[standing.Image].Load().Pixels, ImageCodec.Decode(Path.Combine(Job, "images", row.GetProperty("image")[0].GetString()!)).Pixels);
        }
    }

    [Fact]
    public void Visual_quality_r1_gets_the_constants_of_the_run_as_arguments()
    {
        using var run = new HandoffRun();
        using var job = TrainingJob.Read(run.Folder);
        VisualQualityR1Export.Write(job, Job, new JobPlacement());
        var script = File.ReadAllText(Path.Combine(Job, "run.sh"));
        foreach (var argument in (string[])["--num_generations 4", "--max_completion_length 16", "--per_device_train_batch_size 32", "--beta 0.05", "--epsilon_high 0.2", "--learning_rate 0.0001", "--weight_decay 0.01", "--max_steps 3"])
            Assert.Contains($"{argument} ", script, StringComparison.Ordinal);
        Assert.EndsWith(" \"$@\"\n", script, StringComparison.Ordinal);
    }

    [Fact]
    public void A_path_means_in_a_script_what_it_is()
    {
        Assert.Equal("\"$JOB/policy\"", ShellPath.Of("policy"));
        Assert.Equal(@"'/models/it'\''s $HOME `here`'", ShellPath.Of("/models/it's $HOME `here`"));
        using var run = new HandoffRun();
        using var job = TrainingJob.Read(run.Folder, version: 0);
        VerlExport.Write(job, Job, new JobPlacement(ByReference: true));
        Assert.Contains($"actor_rollout_ref.model.path='{Path.GetFullPath(run.Setup.PolicyFolder)}' ", File.ReadAllText(Path.Combine(Job, "run.sh")), StringComparison.Ordinal);
        VisualQualityR1Export.Write(job, _folder.File("visual"), new JobPlacement(ByReference: true));
        Assert.Contains($"ln -sfn '{Path.GetFullPath(run.Setup.PolicyFolder)}' \"$JOB/qwen\"", File.ReadAllText(_folder.File("visual/run.sh")), StringComparison.Ordinal);
    }

    [Fact]
    public void Photographs_are_copied_byte_for_byte_or_named()
    {
        using var run = new HandoffRun(photographs: true);
        using var job = TrainingJob.Read(run.Folder);
        TrlExport.Write(job, Job, new JobPlacement());
        Assert.All(TrainingJobFolder.Check(Job), p => Assert.Equal(CheckedFolder.HashOf(Path.Combine(run.Setup.Images, p.Picture)), p.Sha256));
        TrlExport.Write(job, _folder.File("named"), new JobPlacement(ByReference: true));
        Assert.All(TrainingJobFolder.Check(_folder.File("named")), p => Assert.Equal(Path.Combine(run.Setup.Images, p.Picture), p.File));
        Assert.Empty(Directory.EnumerateFiles(_folder.File("named/images")));
    }

    [Fact]
    public void Of_cropped_photographs_the_middles_are_written()
    {
        using var run = new HandoffRun(photographs: true, s => s with { Crop = 28 });
        using var job = TrainingJob.Read(run.Folder);
        TrlExport.Write(job, Job, new JobPlacement());
        Assert.All(TrainingJobFolder.Check(Job), p =>
        {
            var picture = ImageCodec.Decode(Path.Combine(Job, p.File));
            Assert.Equal((28, 28), (picture.Width, picture.Height));
            Assert.Equal(run.Pool.Images.Single(i => i.Id == p.Picture).Load().Pixels, picture.Pixels);
        });
    }

    [Fact]
    public void A_folder_with_something_in_it_is_refused_and_an_empty_one_taken()
    {
        using var run = new HandoffRun();
        using var job = TrainingJob.Read(run.Folder);
        Directory.CreateDirectory(Job);
        TrlExport.Write(job, Job, new JobPlacement());
        var before = Directory.GetLastWriteTimeUtc(Job);
        foreach (var write in (Func<TrainingJob, string, JobPlacement, IProgress<StageProgress>?, CancellationToken, IReadOnlyList<string>>[])[TrlExport.Write, VerlExport.Write, VisualQualityR1Export.Write])
            Assert.Contains(Job, Assert.Throws<IOException>(() => write(job, Job, new JobPlacement(), null, default)).Message, StringComparison.Ordinal);
        Assert.Equal(before, Directory.GetLastWriteTimeUtc(Job));
        TrainingJobFolder.Check(Job);
    }

    [Fact]
    public void An_export_that_is_stopped_leaves_nothing()
    {
        using var run = new HandoffRun();
        using var job = TrainingJob.Read(run.Folder);
        Assert.Throws<OperationCanceledException>(() => TrlExport.Write(job, Job, new JobPlacement(), cancel: new CancellationToken(canceled: true)));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void A_picture_that_is_missing_or_changed_is_named_and_edited_settings_are_not()
    {
        using var run = Trl();
        File.AppendAllText(Path.Combine(Job, "grpo.yaml"), "bf16: true\n");
        var picture = TrainingJobFolder.Check(Job)[3];
        var file = Path.Combine(Job, picture.File);
        var bytes = File.ReadAllBytes(file);
        bytes[^20] ^= 1;
        File.WriteAllBytes(file, bytes);
        Assert.Contains(picture.Picture, Assert.Throws<InvalidDataException>(() => TrainingJobFolder.Check(Job)).Message, StringComparison.Ordinal);
        File.Delete(file);
        Assert.Contains("no such file", Assert.Throws<InvalidDataException>(() => TrainingJobFolder.Check(Job)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Changed_preferences_are_found()
    {
        using var run = Trl();
        File.AppendAllText(Path.Combine(Job, "preferences.jsonl"), "{\"first\":\"a\",\"second\":\"b\",\"preference\":1}\n");
        Assert.Contains("preferences.jsonl", Assert.Throws<InvalidDataException>(() => TrainingJobFolder.Check(Job)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_photograph_that_the_run_voted_on_and_that_is_gone_is_told_before_anything_is_written()
    {
        using var run = new HandoffRun(photographs: true);
        File.Delete(Path.Combine(run.Setup.Images, "photo 4.jpg"));
        Assert.Contains("photo 4.jpg", Assert.Throws<InvalidDataException>(() => TrainingJob.Read(run.Folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_whose_reward_needs_more_than_preferences_is_refused()
    {
        using var run = new HandoffRun(change: s => s with { Reward = "evoestimate" });
        Assert.Contains("evoestimate", Assert.Throws<ArgumentException>(() => TrainingJob.Read(run.Folder)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(-1)]
    public void A_version_that_the_run_has_not_is_refused(int version)
    {
        using var run = new HandoffRun();
        Assert.Contains("0 to 1", Assert.Throws<ArgumentException>(() => TrainingJob.Read(run.Folder, version)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3, "cpu", "16")]
    [InlineData(0, "cpu", "16")]
    [InlineData(2, "tpu", "tpu")]
    public void A_place_that_does_not_fit_is_refused(int processes, string device, string said)
    {
        using var run = new HandoffRun();
        using var job = TrainingJob.Read(run.Folder);
        Assert.Contains(said, Assert.Throws<ArgumentException>(() => TrlExport.Write(job, Job, new JobPlacement(processes, device))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_an_engine_has_no_counterpart_for_is_said()
    {
        using var run = new HandoffRun(change: s => s with { Grpo = "verl" });
        using var job = TrainingJob.Read(run.Folder);
        var trl = TrlExport.Write(job, Job, new JobPlacement());
        var verl = VerlExport.Write(job, _folder.File("verl"), new JobPlacement());
        var visual = VisualQualityR1Export.Write(job, _folder.File("visual"), new JobPlacement());
        Assert.Contains(trl, d => d.Contains("ClippedSurrogate.Dual", StringComparison.Ordinal));
        Assert.DoesNotContain(verl, d => d.Contains("ClippedSurrogate", StringComparison.Ordinal));
        foreach (var ours in (string[])["ClippedSurrogate.Dual", "PolicyRatio.ClampedToken", "KlPenalty.K3Clamped", "LossReduction.TokenMean", "all alike", "deviation + 1e-4", "bfloat16"])
            Assert.Contains(visual, d => d.Contains(ours, StringComparison.Ordinal));
        Assert.DoesNotContain(visual, d => d.Contains("BatchAdvantages", StringComparison.Ordinal));
        Assert.Equal(visual, JobSettings.Read(_folder.File("visual")).Differences);
    }

    private HandoffRun Trl()
    {
        var run = new HandoffRun();
        using var job = TrainingJob.Read(run.Folder);
        TrlExport.Write(job, Job, new JobPlacement());
        return run;
    }

    private IEnumerable<string> Lines(string name) => File.ReadLines(Path.Combine(Job, name));

    private static string Name(HandoffRun run, int image) => run.Pool.Images[image].Id;

    private static IEnumerable<(string, string, double)> First(TrlPrompt[] rows, int step) =>
        rows.Where((r, i) => r.Step == step && i % 2 == 0).Select(r => (r.Picture, r.Partner, r.Preference));
}
