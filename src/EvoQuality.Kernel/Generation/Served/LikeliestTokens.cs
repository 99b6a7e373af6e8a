namespace EvoQuality.Generation.Served;

/// <summary>The likeliest tokens of one place, as a server lists them for temperature 1, and what may hide behind them.</summary>
internal sealed class LikeliestTokens
{
    private readonly Dictionary<string, double> _listed = []; // several tokens may have one text
    private readonly double _least;
    private readonly double _all = 1;

    public LikeliestTokens(IReadOnlyList<TokenLogProb> tokens)
    {
        foreach (var (token, logProb) in tokens) _listed[token] = _listed.GetValueOrDefault(token) + Math.Exp(logProb);
        _least = tokens.Count > 0 ? Math.Exp(tokens.Min(t => t.LogProb)) : 1;
    }

    private LikeliestTokens() => _all = 0;

    /// <summary>Where the server refused to answer: no text has any probability, and none is hidden.</summary>
    public static LikeliestTokens Refused { get; } = new();

    /// <summary>Probabilities of texts as the next token.</summary>
    /// <param name="texts">Of one token each.</param>
    /// <param name="temperature">Above 0.</param>
    /// <param name="hidden">Most probability that a text which is not listed may have.</param>
    /// <exception cref="ServedException">It may have more.</exception>
    public double[] Of(IReadOnlyList<string> texts, double temperature, double hidden)
    {
        var (probabilities, unlisted) = At(temperature);
        var most = Most(texts.Where(t => !_listed.ContainsKey(t)).Count(), unlisted, temperature);
        return most <= hidden
            ? [.. texts.Select(t => probabilities.GetValueOrDefault(t))]
            : throw Hidden(most);
    }

    /// <summary>Every listed text with its probability, and the most that others may have together.</summary>
    /// <param name="temperature">Above 0.</param>
    /// <param name="expected">Texts that matter: only what is missing of them can hide.</param>
    public (IReadOnlyDictionary<string, double> Probabilities, double Hidden) Listed(double temperature, IEnumerable<string> expected)
    {
        var (probabilities, unlisted) = At(temperature);
        return (probabilities, Most(expected.Count(t => !_listed.ContainsKey(t)), unlisted, temperature));
    }

    /// <summary>The error for probability that the list may hide.</summary>
    public static ServedException Hidden(double most) => new(
        $"The server's list of the likeliest tokens may hide {most:0.#####} of the answers' probability; ask for more tokens (TopLogProbs; vLLM: --max-logprobs), or set the vote source to samples.",
        mayPass: false);

    /// <summary>The listed probabilities at a temperature, and an upper bound of what all others have.</summary>
    private (Dictionary<string, double> Probabilities, double Unlisted) At(double temperature)
    {
        var unlisted = Math.Max(0, _all - _listed.Values.Sum());
        if (temperature == 1 || _all == 0) return (_listed, unlisted);
        const double none = 1e-6; // the sum of a whole vocabulary in single precision
        if (temperature > 1 && unlisted > none)
            throw new ServedException("A temperature above 1 cannot be read from the likeliest tokens alone; read at 1, or set the vote source to samples.", mayPass: false);
        var powers = _listed.ToDictionary(t => t.Key, t => Math.Pow(t.Value, 1 / temperature));
        var sum = powers.Values.Sum();
        // Below temperature 1 p^(1/T) = p * p^(1/T - 1), and no hidden p is above the least listed one.
        var rest = temperature < 1 ? unlisted * Math.Pow(_least, (1 / temperature) - 1) : unlisted;
        return (powers.ToDictionary(t => t.Key, t => t.Value / sum), rest / sum);
    }

    private double Most(int missing, double unlisted, double temperature)
    {
        if (missing == 0) return temperature == 1 ? 0 : unlisted; // at another temperature the rest belongs to the sum that divides
        return temperature == 1 ? Math.Min(unlisted, missing * _least) : unlisted;
    }
}
