using EvoQuality.Datasets;
using EvoQuality.Foundations;
using EvoQuality.Generation;
using EvoQuality.Qwen25VL;
using TorchSharp;
using static TorchSharp.torch;

namespace EvoQuality.Certification;

/// <summary>Our side of a certificate: carries out a plan and writes what came out.</summary>
public static class CertifiedModel
{
    /// <summary>Runs every case, one prompt at a time, with the policy's model in the plan's type on the plan's device.</summary>
    /// <param name="policy">Loaded from <paramref name="model"/>; its weights are brought to the plan's type and device.</param>
    /// <param name="model">The model folder.</param>
    /// <param name="folder">Holds the plan's pictures; gets the answers.</param>
    /// <param name="plan">What to do.</param>
    /// <param name="progress">Told after every case.</param>
    /// <param name="cancel">Stops between cases.</param>
    public static ModelAnswers Run(
        QwenPolicy policy, string model, string folder, CertificationPlan plan, IProgress<StageProgress>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(plan);
        using var none = inference_mode();
        using var scope = NewDisposeScope();
        var type = Enum.Parse<ScalarType>(plan.Dtype, ignoreCase: true);
        policy.Model.to(new Device(plan.Device)).to(type);
        var numbers = new List<(string Name, Tensor Value)>();
        var features = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        var images = plan.Pictures.Keys.ToDictionary(name => name, name => IqaImage.FromFile(Path.Combine(folder, name)), StringComparer.Ordinal);
        foreach (var (name, image) in images)
        {
            cancel.ThrowIfCancellationRequested();
            var pixels = policy.Images.Patches([image]); // (P, X)
            features.Add(name, policy.Model.EncodeImages(pixels.to(policy.Model.Device).to_type(type), [policy.Images.GridOf(image)]));
            numbers.Add(("pixels." + name, pixels));
            numbers.Add(("features." + name, features[name].to_type(ScalarType.Float32)));
        }

        var answers = new List<GreedyAnswer>();
        foreach (var one in plan.Cases)
        {
            cancel.ThrowIfCancellationRequested();
            var input = policy.Tokenize([new Prompt([.. one.Pictures.Select(p => images[p])], one.Text)])[0];
            var (logits, ids) = Answer(policy, input, cat([.. one.Pictures.Select(p => features[p])], 0), plan.MaxNewTokens);
            numbers.Add(("ids." + one.Name, tensor(input.Ids.Select(id => (long)id).ToArray())));
            numbers.Add(("logits." + one.Name, logits));
            answers.Add(new GreedyAnswer(one.Name, ids, policy.Tokenizer.Decode(ids, skipSpecial: true)));
            progress?.Report(new StageProgress("certify", answers.Count, plan.Cases.Count, "prompts"));
        }

        var result = new ModelAnswers(
            CertificateFiles.Hash(Path.Combine(folder, CertificationPlan.FileName)), KitVersions.All, CertificateFiles.HashesOf(model),
            plan.Pictures.Keys.ToDictionary(name => name, name => CertificateFiles.Hash(Path.Combine(folder, name))), answers);
        result.Write(folder, ModelAnswers.Ours, numbers);
        return result;
    }

    /// <summary>Logits at the prompt's last position, (V), and the likeliest answer.</summary>
    private static (Tensor Logits, List<int> Ids) Answer(QwenPolicy policy, PromptInput input, Tensor features, int tokens)
    {
        using var scope = NewDisposeScope();
        var model = policy.Model;
        var pass = model.ReadPrompts(PromptBatch.Create([input], model.Config, model.Device), features);
        var logits = model.Logits(pass.Hidden.select(1, -1)).squeeze(0); // (V)
        var draws = zeros(1, tokens, dtype: ScalarType.Float64, device: model.Device);
        var ids = BranchDecoder.Decode(model, pass, draws, new SamplingOptions { Temperature = 0 }, policy.Stops, policy.Banned)[0];
        return (logits.cpu().MoveToOuterDisposeScope(), ids);
    }
}
