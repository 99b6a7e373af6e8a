using System.CommandLine;
using EvoQuality.Benchmarks.Gain;
using EvoQuality.Datasets;
using EvoQuality.Evolution;
using EvoQuality.Foundations;
using EvoQuality.Generation;
using EvoQuality.Grpo;

namespace EvoQuality.Benchmarks.Commands;

/// <summary>
/// <c>gain</c>: does evolution improve the ranking of images it has never seen? Several seeds from one start, the controls
/// beside each, paired bootstrap over images and seeds. Prints every round and the paired gains; writes them as CSV.
/// </summary>
public static class GainCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var seeds = new Option<string>("--seeds") { Description = "Evolution seeds.", DefaultValueFactory = _ => "1,2,3" };
        var controls = new Option<string>("--controls") { Description = "Of SharpenedStart, ShuffledLabels, TrueLabels, RandomLabels.", DefaultValueFactory = _ => "SharpenedStart,ShuffledLabels" };
        var policy = new Option<string?>("--policy") { Description = "Start; default the shipped pocket policy." };
        var photographs = new Option<string?>("--biq2021") { Description = "Folder of the BIQ2021 cut (images, train.csv, test.csv) instead of generated scenes." };
        var images = new Option<int>("--pool") { Description = "Scenes to evolve on.", DefaultValueFactory = _ => 400 };
        var test = new Option<int>("--test") { Description = "Held-out scenes.", DefaultValueFactory = _ => 1000 };
        var rounds = new Option<int>("--rounds") { DefaultValueFactory = _ => EvolutionOptions.Pocket.Rounds, Description = "Rounds." };
        var steps = new Option<int>("--steps") { DefaultValueFactory = _ => EvolutionOptions.Pocket.Online.Steps!.Value, Description = "GRPO steps per round." };
        var pairs = new Option<int>("--pairs") { DefaultValueFactory = _ => EvolutionOptions.Pocket.PairsPerRound, Description = "Pairs per round." };
        var group = new Option<int>("--group") { DefaultValueFactory = _ => EvolutionOptions.Pocket.Online.Group, Description = "Scores per image, G." };
        var rate = new Option<double>("--rate") { DefaultValueFactory = _ => EvolutionOptions.Pocket.Online.LearningRate, Description = "Learning rate." };
        var beta = new Option<double>("--beta") { DefaultValueFactory = _ => EvolutionOptions.Pocket.Online.Loss.Beta, Description = "KL coefficient." };
        var partners = new Option<PartnerScope>("--partners") { DefaultValueFactory = _ => EvolutionOptions.Pocket.Online.Partners, Description = "Partners in Eq. 3." };
        var samples = new Option<int>("--samples") { DefaultValueFactory = _ => EvolutionOptions.Pocket.Scores.Samples, Description = "Samples per test image, N." };
        var output = new Option<string?>("--out") { Description = "Prefix of the CSV files." };
        var command = new Command("gain", "Held-out gain of the evolution over several seeds, beside its controls.")
        {
            seeds, controls, policy, photographs, images, test, rounds, steps, pairs, group, rate, beta, partners, samples, output,
        };
        command.SetAction(p =>
        {
            var pocket = EvolutionOptions.Pocket;
            var options = pocket with
            {
                Rounds = p.GetValue(rounds),
                PairsPerRound = p.GetValue(pairs),
                Online = pocket.Online with
                {
                    Steps = p.GetValue(steps),
                    Group = p.GetValue(group),
                    LearningRate = p.GetValue(rate),
                    Partners = p.GetValue(partners),
                    Loss = new GrpoLossOptions { Beta = p.GetValue(beta) },
                },
                Scores = pocket.Scores with { Samples = p.GetValue(samples) },
            };
            using var start = QwenPolicy.Load(p.GetValue(policy) ?? PocketPolicy.Folder);
            var (pool, held) = p.GetValue(photographs) is { } folder
                ? (Photographs(folder, "train.csv"), Photographs(folder, "test.csv"))
                : (SceneImages.Pool(p.GetValue(images), 224), SceneImages.HeldOut(p.GetValue(test), 224));
            Run(new HeldOutGain(start, options, pool, held), p.GetValue(seeds)!, p.GetValue(controls)!, p.GetValue(output));
        });
        return command;
    }

    private static ImageSet Photographs(string folder, string labels) =>
        ImageFolder.Load(Path.Combine(folder, "images"), Path.Combine(folder, labels), BiqSubset.Scale);

    private static void Run(HeldOutGain gain, string seeds, string controls, string? output)
    {
        var kinds = controls.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Enum.Parse<ControlKind>).ToArray();
        var lines = new List<string> { "seed,round,single_srcc,mean_srcc,greedy_srcc,expected_srcc,expected_plcc,comparison_accuracy,consensus_accuracy,pool_consensus_accuracy,tie_rate,parse_rate,entropy,spread" };
        foreach (var seed in seeds.Split(',').Select(ulong.Parse))
        {
            foreach (var r in gain.Run(seed, kinds, new Lines()))
            {
                var e = r.Evaluation!;
                lines.Add(FormattableString.Invariant(
                    $"{seed},{r.Round},{e.SingleSample.Srcc:F4},{e.MeanOfN.Srcc:F4},{e.Greedy.Srcc:F4},{e.Expected?.Srcc:F4},{e.Expected?.Plcc:F4},{e.ComparisonAccuracy:F4},{e.ConsensusAccuracy:F4},{r.Votes.ConsensusAccuracy:F4},{r.Votes.Report.TieRate:F4},{e.ParseRate:F4},{e.Entropy:F3},{e.Spread:F3}"));
                Console.WriteLine(lines[^1]);
            }
        }

        var table = gain.Rows().Select(r => FormattableString.Invariant(
            $"{r.Measure},{r.Against},{r.Before:F4},{r.After:F4},{r.Gain:F4},{r.Low:F4},{r.High:F4}")).Prepend("measure,against,before,after,gain,low,high").ToArray();
        Console.WriteLine(string.Join('\n', table));
        if (output is null) return;
        AtomicFile.WriteAllText(output + "-rounds.csv", string.Join('\n', lines) + "\n");
        AtomicFile.WriteAllText(output + "-gains.csv", string.Join('\n', table) + "\n");
    }

    /// <summary>A line to standard error now and then.</summary>
    private sealed class Lines : IProgress<StageProgress>
    {
        public void Report(StageProgress value)
        {
            if (value.Done == value.Total || (value.Unit == "steps" && value.Done % 25 == 0))
                Console.Error.WriteLine($"  {value.Stage} {value.Done}/{value.Total} {value.Note}");
        }
    }
}
