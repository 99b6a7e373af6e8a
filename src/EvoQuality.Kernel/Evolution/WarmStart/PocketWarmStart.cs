using EvoQuality.Foundations;
using EvoQuality.Generation;
using EvoQuality.Grpo;
using EvoQuality.Imaging;
using EvoQuality.Imaging.Distortions;
using EvoQuality.Language;
using EvoQuality.Qwen25VL;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EvoQuality.Evolution.WarmStart;

/// <summary>
/// Makes the pocket policy: a supervised warm start on pictures whose damage is known by construction. It ends as a
/// policy that compares well and scores weakly, because it saw many comparisons and few scores, not because noise was added.
/// Stages are kept in the folder, so an interrupted run goes on with the next one.
/// </summary>
public sealed class PocketWarmStart
{
    private const string EyeStage = "eye";
    private const int PairsPerStep = 20;
    private const int RationalesPerStep = 8;
    private const int FirstExamples = 256;
    private readonly WarmStartOptions _options;
    private readonly ExampleSource _source;
    private readonly SeedTree _seed;
    private readonly IProgress<StageProgress>? _progress;
    private readonly CancellationToken _cancel;

    /// <param name="options">Sizes, steps and rates.</param>
    /// <param name="photographs">Pristine photographs to cut crops from; may be empty.</param>
    /// <param name="seed">Root of every draw.</param>
    /// <param name="progress">Told after every step.</param>
    /// <param name="cancel">Stops between steps.</param>
    public PocketWarmStart(
        WarmStartOptions options, IReadOnlyList<RgbImage> photographs, SeedTree seed,
        IProgress<StageProgress>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_options, _seed, _progress, _cancel) = (options, seed, progress, cancel);
        _source = new ExampleSource(options.Size, photographs);
    }

    /// <summary>Runs all stages that the folder does not hold yet and leaves a complete model folder.</summary>
    /// <param name="folder">Where the model goes; stages lie under <c>stages/</c>.</param>
    public void Run(string folder)
    {
        NativeTorch.EnsureLoaded();
        var tokenizer = PocketTokenizer.Write(folder, RationaleTemplates.Corpus());
        _options.Processor.Save(Path.Combine(folder, "preprocessor_config.json"));
        var rows = (tokenizer.VocabularySize + 63) / 64 * 64;
        var config = _options.Shape(rows, tokenizer.Special);
        GenerationConfig.Save(Path.Combine(folder, "generation_config.json"), config);

        using var policy = QwenPolicy.Create(new Qwen25VLModel(config), tokenizer, new ImageStore(_options.Processor));
        policy.Model.Initialize(_seed.Child("weights"));
        var pictures = _source.Draw(FirstExamples, _seed.Child("first"));
        WhitenedPatches.Start(policy, [.. pictures.Select(e => e.Image)], _seed.Child("patches"));
        policy.Images.Clear();
        var scale = new StatisticsScale(pictures);
        using var head = new AuxiliaryHead(
            config.Text.HiddenSize, DistortionCatalog.All.Count + 1, scale, _options.StatisticsWeight, _seed.Child("auxiliary"));
        Stage(policy, head, folder, EyeStage, _options.EyeSteps, _options.EyeRate, 2 * _options.BatchSize, EyeLoss);
        Stage(policy, head, folder, "compare", _options.CompareSteps, _options.CompareRate, _options.BatchSize, CompareLoss);
        var scored = _source.Draw(_options.ScoredPictures, _seed.Child("scored"));
        Stage(policy, head, folder, "score", _options.ScoreSteps, _options.ScoreRate, _options.BatchSize, (p, _, fresh, seed) => ScoreLoss(p, scored, fresh, seed));
        CheckpointFolder.Save(policy.Model, folder);
    }

    private void Stage(
        QwenPolicy policy, AuxiliaryHead head, string folder, string name, int steps, double rate, int pictures,
        Func<QwenPolicy, AuxiliaryHead, IReadOnlyList<Example>, SeedTree, (Tensor Loss, string Note)> loss)
    {
        var kept = Path.Combine(folder, "stages", name);
        var auxiliary = Path.Combine(kept, "auxiliary.safetensors"); // written first: where the model's weights are, the stage is whole
        if (File.Exists(Path.Combine(kept, CheckpointFolder.WeightsName)))
        {
            CheckpointFolder.LoadInto(policy.Model, kept);
            head.Load(auxiliary);
            return;
        }

        if (_options.FreezeEye && name != EyeStage)
            foreach (var (at, weight) in policy.Model.named_parameters())
                if (at.StartsWith("visual.", StringComparison.Ordinal)) weight.requires_grad = false;
        using var update = new ParameterUpdate(policy.Model.parameters().Concat(head.parameters()).Cast<Parameter>());
        var seeds = _seed.Child(name);
        var next = Task.Run(() => _source.Draw(pictures, seeds.Child(0).Child("pictures")));
        for (var step = 0; step < steps; step++)
        {
            _cancel.ThrowIfCancellationRequested();
            var examples = next.GetAwaiter().GetResult();
            var following = seeds.Child(step + 1).Child("pictures");
            next = Task.Run(() => _source.Draw(pictures, following)); // drawn while this step computes
            using var scope = NewDisposeScope();
            var (value, note) = loss(policy, head, examples, seeds.Child(step));
            update.Step(value, Rate(step, steps, rate));
            policy.Images.Clear();
            _progress?.Report(new StageProgress($"warm start: {name}", step + 1, steps, "steps", note));
        }

        head.Save(auxiliary);
        CheckpointFolder.Save(policy.Model, kept);
    }

    private (Tensor Loss, string Note) EyeLoss(QwenPolicy policy, AuxiliaryHead head, IReadOnlyList<Example> examples, SeedTree seed)
    {
        var encoded = VisionFeatures.Encode(policy.Model, policy.Images, [.. examples.Select(e => e.Image)]);
        var (loss, error) = head.Loss(encoded, examples);
        return (loss, $"severity error {error:F3}");
    }

    private (Tensor Loss, string Note) CompareLoss(
        QwenPolicy policy, AuxiliaryHead head, IReadOnlyList<Example> examples, SeedTree seed)
    {
        var source = seed.Child("pairs").Source();
        var encoded = VisionFeatures.Encode(policy.Model, policy.Images, [.. examples.Select(e => e.Image)]);
        var features = examples.Zip(encoded).ToDictionary(p => p.First.Image.Id, p => p.Second, StringComparer.Ordinal);
        var direct = Pairs(examples, PairsPerStep, source).Select(p => Lesson.Compare(p.First, p.Second, reasoning: false)).ToArray();
        var reasoned = Pairs(examples, RationalesPerStep, source).Select(p => Lesson.Compare(p.First, p.Second, reasoning: true)).ToArray();
        var (auxiliary, error) = head.Loss(encoded, examples);
        var directLoss = Lesson.Loss(policy, direct, features);
        var reasonedLoss = Lesson.Loss(policy, reasoned, features);
        var loss = directLoss.Plus(reasonedLoss).Plus(auxiliary.Times(_options.AuxiliaryWeight));
        return (loss, $"severity error {error:F3}, vote {directLoss.item<float>():F3}, rationale {reasonedLoss.item<float>():F3}");
    }

    private (Tensor Loss, string Note) ScoreLoss(
        QwenPolicy policy, IReadOnlyList<Example> scored, IReadOnlyList<Example> fresh, SeedTree seed)
    {
        var source = seed.Source();
        Example[] known = [.. Enumerable.Range(0, _options.BatchSize).Select(_ => scored[source.NextInt(scored.Count)]).DistinctBy(e => e.Image.Id)];
        Example[] all = [.. known, .. fresh];
        var encoded = VisionFeatures.Encode(policy.Model, policy.Images, [.. all.Select(e => e.Image)]);
        var features = all.Zip(encoded).ToDictionary(p => p.First.Image.Id, p => p.Second, StringComparer.Ordinal);
        var direct = Lesson.Loss(policy, [.. known.Select(e => Lesson.Score(e, reasoning: false))], features);
        var reasoned = Lesson.Loss(policy, [.. known.Take(_options.BatchSize / 2).Select(e => Lesson.Score(e, reasoning: true))], features);
        var votes = Lesson.Loss(policy, [.. Pairs(fresh, PairsPerStep / 2, source).Select(p => Lesson.Compare(p.First, p.Second, false))], features);
        var rationales = Lesson.Loss(policy, [.. Pairs(fresh, RationalesPerStep / 2, source).Select(p => Lesson.Compare(p.First, p.Second, true))], features);
        return (direct.Plus(reasoned).Plus(votes).Plus(rationales), $"score {direct.item<float>():F3}, vote {votes.item<float>():F3}");
    }

    /// <summary>Half pairs of one content, half of two; severities differ by more than 0.03, so that labels mean something.</summary>
    private static IEnumerable<(Example First, Example Second)> Pairs(IReadOnlyList<Example> examples, int count, SeededSource source)
    {
        for (var made = 0; made < count;)
        {
            var i = source.NextInt(examples.Count);
            var j = made % 2 == 0 ? i ^ 1 : source.NextInt(examples.Count);
            if (i == j || j >= examples.Count || Math.Abs(examples[i].Damage.Severity - examples[j].Damage.Severity) < 0.03)
            {
                if (source.NextBool(0.02)) made++; // a batch without contrast must not hold us here
                continue;
            }

            made++;
            yield return (examples[i], examples[j]);
        }
    }

    /// <summary>Linear warm-up over the first twentieth, then a cosine down to a tenth.</summary>
    private static double Rate(int step, int steps, double peak)
    {
        var warm = Math.Max(1, steps / 20);
        if (step < warm) return peak * (step + 1) / warm;
        var progress = (step - warm) / (double)Math.Max(1, steps - warm);
        return peak * (0.1 + (0.45 * (1 + Math.Cos(Math.PI * progress))));
    }
}
