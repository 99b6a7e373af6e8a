using EvoQuality.Foundations;
using EvoQuality.Language;
using EvoQuality.Qwen25VL;
using static TorchSharp.torch;

namespace EvoQuality.Generation;

/// <summary>
/// Reads the distribution of a directly answered score: all fifty beginnings "d.d" are branches of one prompt, one pass
/// scores them, and the product of token probabilities is the probability of the answer "d.dd".
/// </summary>
internal sealed class DigitTree
{
    /// <summary>Branches per prompt.</summary>
    public const int Branches = Leads * Digits;

    /// <summary>Tokens per branch.</summary>
    public const int Tokens = 3;

    private const int Leads = 5, Digits = 10;
    private readonly long[] _digits = new long[Digits];
    private readonly long _point;

    /// <exception cref="ArgumentException">Digits or the point are not one token each.</exception>
    public DigitTree(QwenTokenizer tokenizer)
    {
        for (var d = 0; d < Digits; d++) _digits[d] = Single(tokenizer, d.ToString());
        _point = Single(tokenizer, ".");
    }

    /// <summary>Id of a text that is one token.</summary>
    public static int Single(QwenTokenizer tokenizer, string text) =>
        tokenizer.Encode(text) is [var id]
            ? id
            : throw new ArgumentException($"'{text}' is not one token of this tokenizer, so its probability cannot be read in one step; sample instead.");

    /// <param name="model">The model that read the prompts.</param>
    /// <param name="pass">B prompts.</param>
    /// <param name="temperature">Divides the logits; above 0.</param>
    /// <param name="banned">(V) bool, true for tokens that are never emitted.</param>
    public ScoreDistribution[] Read(Qwen25VLModel model, PromptPass pass, double temperature, Tensor banned)
    {
        using var none = inference_mode();
        using var scope = NewDisposeScope();
        var prompts = pass.Cache.Count;
        var beginnings = new long[prompts * Branches * Tokens];
        for (var i = 0; i < beginnings.Length; i += Tokens)
        {
            var branch = i / Tokens % Branches;
            (beginnings[i], beginnings[i + 1], beginnings[i + 2]) = (_digits[1 + (branch / Digits)], _point, _digits[branch % Digits]);
        }

        Tensor Probabilities(Tensor hidden)
        {
            var logits = model.Logits(hidden).masked_fill_(banned, FixedScalars.NegativeInfinity);
            return (temperature == 1 ? logits : logits.DividedBy(temperature)).softmax(-1);
        }

        var digits = tensor(_digits, device: model.Device);
        var lead = Probabilities(pass.Hidden.select(1, -1)).index_select(-1, digits); // (B, 10)
        var ids = tensor(beginnings, device: model.Device).view(-1, Tokens);
        var next = Probabilities(model.ContinueBranches(ids, pass.Cache)); // (B*50, 3, V)
        var point = next.select(1, 0).select(-1, _point); // (B*50)
        var second = next.select(1, 1).index_select(-1, digits); // (B*50, 10)
        var third = next.select(1, 2).index_select(-1, digits); // (B*50, 10)
        float[] Read(Tensor t) => t.cpu().data<float>().ToArray();
        var (p1, pPoint, p2, p3) = (Read(lead), Read(point), Read(second), Read(third));

        var result = new ScoreDistribution[prompts];
        for (var b = 0; b < prompts; b++)
        {
            var weights = new double[ScoreDistribution.Count];
            for (var branch = 0; branch < Branches; branch++)
            {
                var row = (b * Branches) + branch;
                var (d1, d2) = (1 + (branch / Digits), branch % Digits);
                var beginning = (double)p1[(b * Digits) + d1] * pPoint[row] * p2[(row * Digits) + d2];
                for (var d3 = 0; d3 < Digits; d3++)
                {
                    var index = ((d1 - 1) * 100) + (d2 * 10) + d3;
                    if (index < ScoreDistribution.Count) weights[index] = beginning * p3[(row * Digits) + d3];
                }
            }

            result[b] = new ScoreDistribution(weights);
        }

        return result;
    }
}
