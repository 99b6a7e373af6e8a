using System.Globalization;
using EvoQuality.Datasets;
using EvoQuality.Evolution;
using EvoQuality.Foundations;
using EvoQuality.Imaging;
using EvoQuality.Language;
using EvoQuality.Voting;

namespace EvoQuality.Kernel.Tests;

public sealed class EvolutionSetupTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void All_faults_come_in_one_sentence_by_the_names_a_person_typed()
    {
        var setup = new EvolutionSetup { K = 0, Group = 1, Rate = double.NaN, Style = "fast", Controls = "shuffled, best", Labels = "l.csv" };
        var error = Assert.Throws<ArgumentException>(() => setup.Options());
        Assert.Equal(
            "Parameters: k is 0, expected 1 or more votes per pair; group is 1, expected 2 or more completions per image; "
            + "rate is NaN, expected a number between 0 and 1; style is 'fast', expected direct or reasoning; "
            + "controls names 'best', expected sharpened, shuffled, true, random; "
            + "labels is 'l.csv' but images is empty, expected a folder of photographs in images.", error.Message);
    }

    [Fact]
    public void Values_reach_the_options_of_every_stage()
    {
        var options = new EvolutionSetup { Rounds = 3, K = 5, Pairs = 7, Steps = 11, Group = 13, Rate = 2e-4, Samples = 17, Style = "reasoning" }.Options();
        Assert.Equal((3, 7, 5, 11, 13, 2e-4, 17), (
            options.Rounds, options.PairsPerRound, options.Votes.K, options.Online.Steps, options.Online.Group, options.Online.LearningRate, options.Scores.Samples));
        Assert.Equal((AnswerStyle.Reasoning, VoteSource.Samples), (options.Votes.Style, options.Votes.Source));
        Assert.Equal((AnswerStyle.Reasoning, AnswerStyle.Reasoning), (options.Online.Style, options.Scores.Style));
    }

    [Fact]
    public void The_preset_says_what_has_no_name_and_zero_steps_are_one_pass()
    {
        var (pocket, paper) = (new EvolutionSetup().Options(), new EvolutionSetup { Preset = "paper", Steps = 0, Style = "reasoning" }.Options());
        Assert.Equal((PairOrder.Balanced, PartnerScope.AllVoted, 8, 100), (pocket.Votes.Order, pocket.Online.Partners, pocket.Online.PairsPerStep, pocket.Online.Steps));
        Assert.Equal((PairOrder.Random, PartnerScope.Batch, 32, null), (paper.Votes.Order, paper.Online.Partners, paper.Online.PairsPerStep, paper.Online.Steps));
        Assert.Equal((512, 512), (paper.Votes.MaxNewTokens, paper.Online.MaxNewTokens));
        Assert.Equal(Voting.Pairing.PairChoice.Random, pocket.Pairing);
        Assert.Equal(Voting.Pairing.PairChoice.Information, new EvolutionSetup { Pairing = "information" }.Options().Pairing);
        Assert.Contains("pairing is 'best', expected random or information", Assert.Throws<ArgumentException>(() => new EvolutionSetup { Pairing = "best" }.Options()).Message, StringComparison.Ordinal);
        var fault = Assert.Throws<ArgumentException>(() => new EvolutionSetup { Preset = "large", Device = "tpu", Dtype = "int8" }.Options());
        Assert.Equal(
            "Parameters: preset is 'large', expected pocket or paper; device is 'tpu', expected cpu or cuda; dtype is 'int8', expected float32 or bfloat16.",
            fault.Message);
    }

    [Fact]
    public void Whose_GRPO_which_reward_and_whose_labels_are_one_name_each()
    {
        var options = new EvolutionSetup { Grpo = "verl", Reward = "evoestimate", Supervision = "mos" }.Options().Online;
        Assert.Equal((GrpoPreset.Verl.Loss, RewardKind.Closeness, LabelSource.OpinionScores), (options.Loss, options.Reward, options.Labels));
        Assert.Equal(EvolutionOptions.Pocket.Online, new EvolutionSetup().Options().Online);
        Assert.Equal(LabelSource.OwnScores, new EvolutionSetup { Supervision = "own-scores" }.Options().Online.Labels);
        Assert.Equal(LabelSource.Random, new EvolutionSetup { Supervision = "random" }.Options().Online.Labels);
        Assert.Contains(
            "supervision is 'random' and reward 'threshold', expected fidelity",
            Assert.Throws<ArgumentException>(() => new EvolutionSetup { Supervision = "random", Reward = "threshold" }.Options()).Message, StringComparison.Ordinal);
        Assert.Contains(
            "supervision is 'own-scores' and reward 'threshold', expected fidelity",
            Assert.Throws<ArgumentException>(() => new EvolutionSetup { Supervision = "own-scores", Reward = "threshold" }.Options()).Message, StringComparison.Ordinal);
        var fault = Assert.Throws<ArgumentException>(() => new EvolutionSetup { Grpo = "ppo", Reward = "best", Supervision = "yes" }.Options());
        Assert.Equal(
            "Parameters: grpo is 'ppo', expected paper, trl, trl-grpo, trl-bnpo, trl-dr_grpo, verl, visualquality-r1; "
            + "reward is 'best', expected fidelity, evoestimate, threshold; supervision is 'yes', expected policy or own-scores or mos or random.",
            fault.Message);
    }

    [Fact]
    public void How_votes_count_and_what_scores_are_held_against_have_names()
    {
        var options = new EvolutionSetup
        {
            Order = "fixed",
            Votes = "exact",
            Soft = true,
            Ties = "dropped",
            Confidence = 0.6,
            Partners = "batch",
            Beta = 0,
            Reference = "round",
        }.Options();
        Assert.Equal(new PreferenceOptions { Evidence = PreferenceEvidence.Probability, Soft = true, DropTies = true, Confidence = 0.6 }, options.Votes.Preferences);
        Assert.Equal((PairOrder.Fixed, PartnerScope.Batch, 0, ReferenceChoice.RoundStart), (options.Votes.Order, options.Online.Partners, options.Online.Loss.Beta, options.Reference));
        var plain = new EvolutionSetup().Options();
        Assert.Equal((new PreferenceOptions(), EvolutionOptions.Pocket.Votes.Order, EvolutionOptions.Pocket.Online.Loss, ReferenceChoice.Initial), (plain.Votes.Preferences, plain.Votes.Order, plain.Online.Loss, plain.Reference));
        var fault = Assert.Throws<ArgumentException>(() => new EvolutionSetup
        {
            Order = "any",
            Votes = "all",
            Ties = "lost",
            Partners = "none",
            Reference = "last",
            Part = "train",
            Confidence = 0.2,
            Beta = -1,
        }.Options());
        Assert.Equal(
            "Parameters: order is 'any', expected random or balanced or fixed; votes is 'all', expected drawn or exact; ties is 'lost', expected kept or dropped; "
            + "partners is 'none', expected batch or voted; part is 'train', expected test or development; reference is 'last', expected initial or round; "
            + "confidence is 0.2, expected a share of 0.5 to 1; beta is -1, expected 0 or more.",
            fault.Message);
        Assert.Contains("only the probability of a direct answer can be read", Assert.Throws<ArgumentException>(() => new EvolutionSetup { Votes = "exact", Style = "reasoning" }.Options()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_papers_preset_reads_exact_votes_where_they_are_asked_for()
    {
        var setup = new EvolutionSetup { Preset = "paper", Votes = "exact" };
        var options = setup.Options();
        options.Validate();
        Assert.Equal((VoteSource.Probability, PreferenceEvidence.Probability), (options.Votes.Source, options.Votes.Preferences.Evidence));
        Assert.Equal(VoteSource.Samples, (setup with { Votes = "drawn" }).Options().Votes.Source);
        Assert.Equal(VoteSource.Probability, new EvolutionSetup().Options().Votes.Source);
    }

    [Fact]
    public void Synthetic_pairs_and_labels_from_people_do_not_go_together()
    {
        var setup = new EvolutionSetup { Synthetic = 0.5, Supervision = "mos", Controls = "shuffled,true" };
        Assert.Equal(
            "Parameters: supervision is 'mos' and synthetic 0.5, expected 0: distorted variants have no opinion scores; "
            + "controls names 'true' and synthetic is 0.5, expected 0: distorted variants have no opinion scores.",
            Assert.Throws<ArgumentException>(() => setup.Options()).Message);
        (setup with { Rounds = 1 }).Options(); // synthetic pairs come from round 2 on
        (setup with { Supervision = "policy", Controls = "shuffled" }).Options();
        (setup with { Synthetic = 0 }).Options();
    }

    [Fact]
    public void Scenes_for_choosing_settings_are_not_those_for_judging()
    {
        var setup = new EvolutionSetup { Scenes = 2, TestScenes = 3 };
        var (test, development) = (Load(setup).Test!, Load(setup with { Part = "development" }).Test!);
        Assert.Empty(test.Images.Select(i => i.Mos).Intersect(development.Images.Select(i => i.Mos)));
        Assert.Empty(test.Images.Select(i => i.Id).Intersect(development.Images.Select(i => i.Id)));
    }

    [Fact]
    public void Controls_are_named_in_any_order_and_may_be_none()
    {
        Assert.Equal([ControlKind.SharpenedStart, ControlKind.TrueLabels], new EvolutionSetup { Controls = "true, sharpened,true" }.ControlKinds);
        Assert.Empty(new EvolutionSetup { Controls = "" }.ControlKinds);
    }

    [Fact]
    public void Scenes_of_pool_and_test_are_different_and_the_same_in_every_run()
    {
        var setup = new EvolutionSetup { Scenes = 2, TestScenes = 3 };
        var (first, second) = (Load(setup), Load(setup with { Seed = 2 }));
        Assert.Equal((2, 3), (first.Pool.Images.Count, first.Test!.Images.Count));
        Assert.Equal(first.Pool.Images[0].Load().Pixels, second.Pool.Images[0].Load().Pixels);
        Assert.NotEqual(first.Pool.Images[0].Load().Pixels, first.Test.Images[0].Load().Pixels);
    }

    [Fact]
    public void Photographs_without_labels_are_a_pool_without_a_test()
    {
        var data = Load(new EvolutionSetup { Images = Photographs("own", 3) });
        Assert.Equal(3, data.Pool.Images.Count);
        Assert.Null(data.Test);
        Assert.Contains("nothing can be evaluated", data.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void A_third_of_the_labelled_photographs_is_held_out_by_the_seed()
    {
        var images = Photographs("own", 12);
        var labels = Labels("own.csv", Enumerable.Range(0, 12));
        EvolutionData Seeded(int seed) => Load(new EvolutionSetup { Seed = seed, Images = images, Labels = labels });
        var data = Seeded(1);
        Assert.Equal(4, data.Test!.Images.Count);
        Assert.All(data.Test.Images, i => Assert.NotNull(i.Mos));
        Assert.Equal(12, Ids(data.Pool).Union(Ids(data.Test)).Count());
        Assert.Equal(Ids(data.Test), Ids(Seeded(1).Test!));
        Assert.NotEqual(Ids(data.Test), Ids(Seeded(2).Test!));
    }

    [Fact]
    public void Test_labels_in_the_same_folder_take_their_photographs_out_of_the_pool()
    {
        var data = Load(new EvolutionSetup { Images = Photographs("own", 5), TestLabels = Labels("test.csv", [1, 3]) });
        Assert.Equal(["0.png", "2.png", "4.png"], Ids(data.Pool));
        Assert.Equal(["1.png", "3.png"], Ids(data.Test!));
    }

    [Fact]
    public void Photographs_of_one_name_in_two_folders_are_not_taken_for_each_other()
    {
        var data = Load(new EvolutionSetup
        {
            Images = Photographs("own", 3),
            Test = Photographs("other", 3, level: 200),
            TestLabels = Labels("test.csv", [0, 1, 2]),
        });
        Assert.Empty(Ids(data.Pool).Intersect(Ids(data.Test!)));
        Assert.Equal(200, data.Test!.Images[0].Load().Pixels[0]);
    }

    /// <summary>Twelve versions of four contents: whichever are held out, no content is on both sides.</summary>
    [Fact]
    public void Versions_of_one_content_are_held_out_together()
    {
        var labels = Path.Combine(_folder.Path, "versions.csv");
        File.WriteAllText(labels, "image,mos,reference\n" + string.Concat(Enumerable.Range(0, 12).Select(i => $"{i}.png,{i},r{i % 4}.png\n")));
        var data = Load(new EvolutionSetup { Images = Photographs("own", 12), Labels = labels });
        Assert.Empty(data.Pool.Contents.Intersect(data.Test!.Contents));
        Assert.Equal((6, 6), (data.Pool.Images.Count, data.Test.Images.Count)); // two contents reach a third of the pictures, one does not

        File.WriteAllText(labels, "image,mos,reference\n" + string.Concat(Enumerable.Range(0, 12).Select(i => $"{i}.png,{i},r.png\n")));
        Assert.Contains("expected pictures of several contents", Assert.Throws<InvalidDataException>(() => Load(new EvolutionSetup { Images = Photographs("own", 12), Labels = labels })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_few_labelled_photographs_and_a_damaged_one_are_told_before_anything_runs()
    {
        var setup = new EvolutionSetup { Images = Photographs("own", 12), Labels = Labels("few.csv", [0, 1, 2]) };
        Assert.EndsWith("so that a third can be held out to test on, found 3.", Assert.Throws<InvalidDataException>(() => Load(setup)).Message, StringComparison.Ordinal);

        File.WriteAllText(Path.Combine(setup.Images, "7.png"), "not a picture");
        var error = Assert.Throws<InvalidDataException>(() => Load(setup with { Labels = "" }));
        Assert.Contains("1 of 12 images cannot be read", error.Message, StringComparison.Ordinal);
        Assert.Contains("7.png", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Photographs_can_be_cut_from_their_middle()
    {
        var setup = new EvolutionSetup { Images = Photographs("own", 5), TestLabels = Labels("test.csv", [1, 3]) };
        var (whole, middle) = (Load(setup), Load(setup with { Crop = 20 }));
        Assert.Equal(whole.Pool.Images.Select(i => $"{i.Id}#20"), middle.Pool.Images.Select(i => i.Id));
        Assert.Equal(whole.Test!.Images.Select(i => i.Mos), middle.Test!.Images.Select(i => i.Mos));
        Assert.EndsWith("Of each the middle 20 x 20 pixels.", middle.Description, StringComparison.Ordinal);
        Assert.Contains("crop is 20 but images is empty", Assert.Throws<ArgumentException>(() => new EvolutionSetup { Crop = 20 }.Options()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Paths_are_written_in_full_for_those_who_start_elsewhere()
    {
        var run = new RunFolder(_folder.File("run"));
        new EvolutionSetup { Images = "photographs", Labels = "labels.csv" }.Write(run);
        var read = EvolutionSetup.Read(run);
        Assert.Equal((Path.GetFullPath("photographs"), Path.GetFullPath("labels.csv"), ""), (read.Images, read.Labels, read.Policy));
    }

    [Fact]
    public void The_true_order_as_a_control_needs_opinion_scores_of_the_pool() => Assert.Contains(
        "controls names 'true' but labels is empty",
        Assert.Throws<ArgumentException>(() => new EvolutionSetup { Images = "photographs", TestLabels = "test.csv", Controls = "true" }.Validate()).Message, StringComparison.Ordinal);

    [Fact]
    public void A_test_folder_needs_labels() =>
        Assert.Contains("testLabels is empty", Assert.Throws<ArgumentException>(() =>
            Load(new EvolutionSetup { Images = "a", Test = "b" })).Message, StringComparison.Ordinal);

    private static EvolutionData Load(EvolutionSetup setup) => EvolutionData.Load(setup, null, TestContext.Current.CancellationToken);

    private static IEnumerable<string> Ids(ImageSet set) => set.Images.Select(i => i.Id);

    private string Photographs(string name, int count, int level = 0)
    {
        var folder = Directory.CreateDirectory(_folder.File(name)).FullName;
        for (var i = 0; i < count; i++)
            File.WriteAllBytes(Path.Combine(folder, $"{i}.png"), ImageCodec.EncodePng(new RgbImage(1, 1, [(byte)(level + i), 0, 0])));
        return folder;
    }

    private string Labels(string name, IEnumerable<int> images)
    {
        File.WriteAllText(_folder.File(name), "image,mos\n" + string.Concat(images.Select(i => string.Create(CultureInfo.InvariantCulture, $"{i}.png,{i / 10.0}\n"))));
        return _folder.File(name);
    }
}
